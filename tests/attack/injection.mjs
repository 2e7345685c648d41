// injection.mjs: the corpus through every text of every request that the contract knows: path, query, header and each property of
// each body. No answer is a fault of the service's own, tells of SQL, grows a header or a row, or waits on the attacker's word; what
// is stored comes back as it was sent, in NFC; and no cell of any table that is exported begins a formula.
// Usage: node injection.mjs, beside a service (tests/support/with-service.sh); INJECTIONS requests in all, 0 for every text in
// every place, from SEED on. "N passed, M failed" ends it, an operation each.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readContract } from '../contract/answers.mjs';
import { accounts, accountsFor, asCurl, makeAsker, scopesOf } from '../contract/fuzz/asking.mjs';
import { chanceOf } from '../contract/fuzz/chance.mjs';
import { makeClient } from '../contract/fuzz/client.mjs';
import { makeLearning } from '../contract/fuzz/known.mjs';
import { makeValues } from '../contract/fuzz/values.mjs';
import { corpus, texts } from './corpus.mjs';

const [wanted, seed] = [Number(process.env.INJECTIONS ?? 1000), Number(process.env.SEED ?? 1)];
const thorough = wanted === 0;
const sleepsFor = 6; // seconds, in the corpus
const { operations, resolved, judged } = readContract('build/openapi.json');
const chance = chanceOf(seed);
const { known, learn } = makeLearning(chance, operations);
const values = makeValues(chance, known, resolved, seed);
const client = makeClient(4, scopesOf(operations));
const { ask, faultsOf, busy } = makeAsker(client, judged);

// ---- a request, and the places of texts in it ----
const parametersOf = ({ shared, source }) => [...shared, ...(source.parameters ?? [])].map(resolved);
const written = (value) => (Array.isArray(value) ? value.join(',') : typeof value === 'object' ? JSON.stringify(value) : String(value));
const onWire = (text) => [...String(text)].map((letter) => (/^[\ud800-\udfff]$/.test(letter) ? '%ED%A0%80' : encodeURIComponent(letter))).join('');
const jsonBody = ({ source }) => resolved(source.requestBody)?.content?.['application/json']?.schema ?? resolved(source.requestBody)?.content?.['application/merge-patch+json']?.schema;
const isText = (schema) => [schema?.type].flat().includes('string') && !schema.enum && schema.const === undefined && schema.format !== 'binary';

// [keys…] of the texts that a body may hold.
const textsIn = (given, at = [], depth = 0) => {
  const schema = resolved(given) ?? {};
  if (depth > 5 || schema.readOnly) return [];
  if (isText(schema)) return [at];
  const choices = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (choices) return choices.flatMap((each) => textsIn(each, at, depth + 1));
  if (schema.items) return textsIn(schema.items, [...at, 0], depth + 1);
  return Object.entries(schema.properties ?? {}).flatMap(([name, each]) => textsIn(each, [...at, name], depth + 1));
};
const placed = (value, [key, ...rest], text) => {
  if (key === undefined) return text;
  if (key === 0) return [placed(Array.isArray(value) ? value[0] : undefined, rest, text)];
  return { ...(value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}), [key]: placed(value?.[key], rest, text) };
};
const within = (value, keys) => keys.reduce((at, key) => at?.[key], value);

const placesOf = (operation) => [
  ...parametersOf(operation).filter((each) => each.in === 'path' || (isText(resolved(each.schema)) && each.in !== 'header')).map(({ in: where, name }) => ({ where, name })),
  ...parametersOf(operation).filter((each) => each.in === 'query' && isText(resolved(resolved(each.schema)?.items))).map(({ name }) => ({ where: 'query', name })),
  ...['X-Request-Id', 'Accept-Language', 'User-Agent', ...(operation.method === 'POST' ? ['Idempotency-Key'] : [])].map((name) => ({ where: 'header', name })),
  ...(jsonBody(operation) ? textsIn(jsonBody(operation)).map((at) => ({ where: 'body', name: `/${at.join('/')}`, at })) : []),
];

const requestFor = (operation, place, text) => {
  const parameters = parametersOf(operation);
  let last;
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => {
    if (place.where === 'path' && name === place.name) return onWire(text);
    last = written(values.good(parameters.find((each) => each.name === name)?.schema ?? { type: 'string', format: 'uuid' }, name));
    return onWire(last).replace(/%3A/g, ':').replace(/%40/g, '@');
  });
  const query = parameters.filter((each) => each.in === 'query').flatMap(({ name, required, schema }) => {
    if (place.where === 'query' && name === place.name) return [`${name}=${onWire(text)}`];
    return required ? [`${name}=${onWire(written(values.good(schema, name)))}`] : [];
  });
  const headers = {};
  if (parameters.some((each) => each.name === 'If-Match')) headers['If-Match'] = `"${known.version(last) ?? 1}"`;
  if (place.where === 'header') headers[place.name] = text.replace(/[\0-\x08\x0a-\x1f\x7f\ud800-\udfff]/g, '').slice(0, 1000);
  const schema = jsonBody(operation);
  let body;
  if (schema && operation.method !== 'GET') {
    const made = values.good(schema);
    headers['Content-Type'] = operation.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    body = JSON.stringify(place.where === 'body' ? placed(made, place.at, text) : made);
  }
  return { method: operation.method, path: `${operation.base}${path}${query.length ? `?${query.join('&')}` : ''}`.slice(0, 8000), headers, body, account: chance.pick(accountsFor(operation.source)) };
};

// ---- what is wrong with an answer ----
const ofSql = /syntax error at|unterminated|SQLSTATE|relation \\?"|column \\?".*does not exist|invalid input syntax|pg_catalog|duplicate key value|violates|libpq|PostgreSQL 1\d|thidua_(service|owner|engine|deploy)/;
const told = (request, text, place, answer, seconds) => {
  const faults = faultsOf(request, answer);
  const body = answer.body?.toString() ?? '';
  if (/pg_sleep/.test(text) && seconds >= sleepsFor) faults.push(`took ${seconds.toFixed(1)} s`);
  if (ofSql.test(body.replaceAll(text, '').replaceAll(JSON.stringify(text).slice(1, -1), ''))) faults.push(`tells of SQL: ${ofSql.exec(body)[0]}`);
  if (answer.headers?.['x-injected']) faults.push('a header was injected');
  if (answer.type === 'text/html' && /<script>alert|onerror=alert|onload=alert/.test(body)) faults.push('a page runs what was sent');
  if (place.where === 'body' && answer.status < 300 && /[/+]json$/.test(answer.type) && body) {
    const stored = within(JSON.parse(body), place.at);
    if (typeof stored === 'string' && stored !== text.normalize('NFC')) faults.push(`came back as ${JSON.stringify(stored)}`);
  }
  return faults;
};

// ---- the control: answers of which each has to be found wrong ----
const right = { status: 200, type: 'application/json', headers: { 'x-request-id': 'x' }, body: Buffer.from('{"title":"a"}') };
const wrong = [
  [{ ...right, status: 500 }, "'", {}, 0],
  [{ ...right, body: Buffer.from('{"detail":"syntax error at or near x"}') }, "'", {}, 0],
  [{ ...right, headers: { ...right.headers, 'x-injected': '1' } }, 'a', {}, 0],
  [{ ...right, type: 'text/html', body: Buffer.from('<script>alert(1)</script>') }, 'a', {}, 0],
  [right, 'b', { where: 'body', at: ['title'] }, 0],
  [right, "'||pg_sleep(6)", {}, sleepsFor],
];
const asAsked = { method: 'OPTIONS', path: '/', headers: {} }; // not judged by the contract
const blind = wrong.filter(([answer, text, place, seconds]) => !told(asAsked, text, place, answer, seconds).length).length + told(asAsked, 'a', { where: 'body', at: ['title'] }, right, 0).length;

// ---- all of them ----
const found = new Map(blind ? [['control', [`${blind} of ${wrong.length} bad answers are not noticed, or a good one is`]]] : []);
const fail = (operation, fault, request) => found.set(operation.id, [...(found.get(operation.id) ?? []), `${fault}${request ? `\n      ${asCurl(request)}` : ''}`]);
const statuses = new Map();
let sent = 0;
const send = async (operation, place, text, again) => {
  const request = requestFor(operation, place, text);
  const began = Date.now();
  const answer = await ask(request);
  if (answer.unsent) return;
  if (busy(answer) && again) return void again.push([operation, place, text]);
  sent += 1;
  statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
  const faults = told(request, text, place, answer, (Date.now() - began) / 1000);
  if (!faults.length) learn(operation, answer, request);
  for (const fault of faults) fail(operation, `${place.where} ${place.name}, ${JSON.stringify(text).slice(0, 80)}: ${fault}`, request);
};
const inTurns = async (list, work) => {
  const left = [...list];
  await Promise.all(Array.from({ length: 4 }, async () => {
    for (let each = left.shift(); each; each = left.shift()) await work(each);
  }));
};

for (const account of accounts) await client.signIn(account);
const began = Date.now();
const reads = operations.filter(({ method }) => method === 'GET').sort((one, other) => one.segments.length - other.segments.length);
await inTurns(reads, async (operation) => {
  const request = requestFor(operation, {}, '');
  const answer = await ask(request);
  if (answer.status < 300) learn(operation, answer, request);
});
const places = operations.filter(({ source, id }) => !/x-streams/.test(JSON.stringify(source)) && !/^(revoke_tokens|create_token|change_own_password)$/.test(id)).flatMap((operation) => placesOf(operation).map((place) => [operation, place]));
const chosen = thorough
  ? places.flatMap(([operation, place]) => texts.map(({ text }) => [operation, place, text]))
  : Array.from({ length: wanted }, () => [...chance.pick(places), chance.pick(texts).text]);
const again = [];
await inTurns(chosen, ([operation, place, text]) => send(operation, place, text, again));
for (const each of again) await send(...each);

// ---- rows: what is looked for is looked for letter by letter, and a condition of one's own lets nothing through ----
const itemsOf = async (request) => {
  const answer = await ask(request);
  return answer.status === 200 && /[/+]json$/.test(answer.type) ? (JSON.parse(answer.body).items ?? []) : [];
};
const wordsOf = (value) => (value !== null && typeof value === 'object' ? Object.values(value).map(wordsOf).join(' ') : String(value));
const nothing = 'zzqx';
const filters = operations.filter(({ method, path }) => method === 'GET' && !path.includes('{')).flatMap((operation) =>
  placesOf(operation).filter(({ where, name }) => where === 'query' && name !== 'cursor').map((place) => [operation, place]));
await inTurns(filters, async ([operation, place]) => {
  const request = requestFor(operation, place, nothing);
  const foundWith = (text) => itemsOf({ ...request, path: request.path.replace(`${place.name}=${nothing}`, `${place.name}=${onWire(text)}`) });
  const none = (await itemsOf(request)).length;
  for (const more of [`${nothing}' or '1'='1`, `${nothing}%`, '%', '_'].slice(0, thorough ? 4 : 3)) {
    const items = await foundWith(more);
    if (items.length > none && items.some((item) => !wordsOf(item).includes(more))) fail(operation, `query ${place.name}: ${more} finds what does not hold it`);
  }
});

// ---- tables: what is in them now came from the corpus ----
for (const [index, text] of corpus.formula.entries())
  await ask({ method: 'POST', path: '/api/v1/campaigns', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ code: `BANG-${index}`, title: text, kind: 'plan' }), account: 'tinh-kon-tum.reviewer' });
const cells = (text) => [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,\r\n]*))/gm)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
const isFormula = (cell) => /^[=+\-@\t\r\n＝＋－＠]/.test(cell) && !/^-?[\d.,]+$/.test(cell);
const folder = mkdtempSync(join(tmpdir(), 'thidua-tables-'));
const tables = { csv: 'text/csv', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };
let exported = 0;
let shielded = 0;
for (const operation of reads.filter(({ path, responses }) => !path.includes('{') && resolved(responses[200])?.content?.[tables.csv]))
  for (const account of ['tinh-kon-tum.reviewer', ...(thorough ? ['thanh-pho-kon-tum.reviewer', 'thanh-pho-kon-tum.admin'] : [])])
    for (const [kind, type] of Object.entries(tables)) {
      const request = { ...requestFor(operation, {}, ''), account };
      request.headers = { ...request.headers, Accept: type };
      const answer = await ask(request);
      if (answer.status !== 200) continue;
      exported += 1;
      if (kind === 'csv') {
        const all = cells(answer.body.toString());
        shielded += all.filter((cell) => /^'[=+\-@\t＝＋－＠]/.test(cell)).length;
        for (const cell of all.filter(isFormula)) fail(operation, `CSV holds the formula ${JSON.stringify(cell)}`);
      } else {
        const file = join(folder, 'table.xlsx');
        writeFileSync(file, answer.body);
        const sheets = execFileSync('unzip', ['-p', file, 'xl/worksheets/*.xml'], { encoding: 'utf8', maxBuffer: 1 << 28 });
        if (/<f[ >]/.test(sheets)) fail(operation, 'a workbook holds a formula');
      }
    }
rmSync(folder, { recursive: true });
client.close();

if (shielded < 10) found.set('control of tables', ['hardly a table held a text that a spreadsheet would take for a formula: nothing was tried']);
for (const [id, faults] of found) {
  console.log(`not ok ${id}: ${faults.length}`);
  for (const fault of faults.slice(0, 4)) console.log(`    ${fault}`);
}
console.log(`statuses: ${[...statuses].sort(([one], [other]) => one - other).map(([status, times]) => `${status} ${times}`).join(', ')}; asked again because busy: ${again.length}`);
console.log(`${sent} requests of ${places.length} places and ${texts.length} texts, seed ${seed}, ${((Date.now() - began) / 1000).toFixed(0)} s; ${filters.length} filters; ${exported} tables, ${shielded} cells of them shielded`);
console.log(`${operations.length - found.size} passed, ${found.size} failed`);
process.exitCode = found.size ? 1 : 0;
