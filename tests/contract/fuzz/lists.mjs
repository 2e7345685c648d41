// lists.mjs: a list says the same in every form: as many rows, of the same ids, as JSON to its end, as CSV, NDJSON and workbook; and
// counts those alone, since a count of rows that the reader may not see would tell of them.
import { partsOf } from './unpacked.mjs';

export const forms = { json: 'application/json', csv: 'text/csv', lines: 'application/x-ndjson', workbook: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };

// Lists that are not to be had in each form, and why.
const without = {
  list_changes: 'followed by programs, a line at a time, for ever',
  search_public_awards: 'looked up by hand, one award at a time; the whole of it is in the datasets',
};
// What others write while a list is read. Asking is written down too.
const grow = new Set(['list_audit_entries', 'list_audit_roots']);

// A statutory form is printed as it stands: four lines of it above the head.
const linesAbove = (operation, form) => (form === forms.workbook && /^list_statistics_060\d$/.test(operation.id) ? 4 : 0);

const sheetOf = (workbook) => partsOf(workbook).find(([name]) => name.toString() === 'xl/worksheets/sheet1.xml')?.[1].toString() ?? '';

// The number of rows below the head; quotes may hold ends of lines.
const linesOf = (text) => text.replace(/"(?:[^"]|"")*"/g, 'x').split('\n').filter((line) => line.trim()).length;
const rowsOf = {
  [forms.csv]: (body) => ({ count: linesOf(body.toString()) - 1, text: body.toString() }),
  [forms.lines]: (body) => ({ count: body.toString().split('\n').filter(Boolean).length, text: body.toString() }),
  [forms.workbook]: (body) => {
    const text = sheetOf(body);
    return { count: (text.match(/<row /g) ?? []).length - 1, text };
  },
};

export const isList = (operation, resolved) => {
  const schema = resolved(resolved(operation.responses[200])?.content?.[forms.json]?.schema);
  return Boolean(schema?.properties?.items && resolved(schema.properties.items.items)?.properties);
};

// Faults of the forms that the contract offers.
export const missingForms = (operation, offered) => (without[operation.id] ? [] : Object.values(forms).filter((form) => !offered.includes(form)).map((form) => `is a list, and not to be had as ${form}`));

// Faults of its answers by form; `more(path)` answers a further page, and `counted` is the answer with `count=true`, if there is one.
export const differences = async (operation, answers, more, counted) => {
  let page = answers.get(forms.json);
  if (page?.status !== 200 || without[operation.id]) return [];
  const items = [];
  for (let said = JSON.parse(page.body); ; said = JSON.parse(page.body)) {
    items.push(...said.items);
    if (!said.page?.has_more) break;
    page = await more(said.page.next);
    if (page.status !== 200) return [`its next page is ${page.status}`];
  }
  const ids = items.map(({ id }) => id).filter((id) => typeof id === 'string');
  const total = counted?.status === 200 ? JSON.parse(counted.body).page.total : items.length;
  const miscounted = total === items.length || grow.has(operation.id) ? [] : [`has ${items.length} rows and counts ${total}`];
  return [...answers].filter(([form, answer]) => rowsOf[form] && answer.status === 200).flatMap(([form, answer]) => {
    const { count: rows, text } = rowsOf[form](answer.body);
    const count = Math.max(0, rows - linesAbove(operation, form)); // of no rows nothing is printed above
    const lost = ids.filter((id) => !text.includes(id));
    if (count < items.length || (count > items.length && !grow.has(operation.id))) return [`has ${items.length} rows as JSON and ${count} as ${form}`];
    return lost.length ? [`${lost.length} of ${items.length} rows are not in ${form}: ${lost[0]}`] : [];
  }).concat(miscounted);
};
