// form.js: the form of one report, made from /openapi.json and the report's own cells: no field, label, limit or code is written
// here. Address: ?server=http://127.0.0.1:8080&campaign=code:KT-2025&unit=code:xa-doan-ket&period=2025-6M&language=vi
const asked = new URLSearchParams(location.search);
const server = asked.get('server') ?? '';
const language = asked.get('language') ?? 'vi';
const place = { campaign: asked.get('campaign'), unit: asked.get('unit'), period: asked.get('period') };
document.documentElement.lang = language;

// ---- the contract ----
const contract = await (await fetch(`${server}/openapi.json`)).json();
const resolved = (thing) => (thing?.$ref ? { ...thing.$ref.slice(2).split('/').reduce((at, part) => at[part], contract), ...thing } : thing);
const operations = Object.fromEntries(
  Object.entries(contract.paths).flatMap(([path, item]) =>
    Object.entries(item).filter(([, each]) => each.operationId).map(([method, each]) => [each.operationId, { path, method: method.toUpperCase(), ...each }]),
  ),
);
const bodyOf = (operation, type = 'application/json') => resolved(operations[operation].requestBody.content[type].schema);

// ---- asking ----
let token = '';
const ask = async (operation, parameters = {}, body, headers = {}) => {
  const { path, method } = operations[operation];
  const address = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(parameters[name]).replace(/%3A/g, ':'));
  const answer = await fetch(`${server}${contract.servers[0].url}${address}`, {
    method,
    headers: {
      'Accept-Language': language,
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(body && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, version: answer.headers.get('ETag'), content: answer.status === 204 ? null : await answer.json() };
};

const catalogues = new Map();
const labelsOf = async (catalogue) => {
  if (!catalogues.has(catalogue)) catalogues.set(catalogue, ask('get_catalogue', { catalogue }).then(({ content }) => new Map(content.entries.map((each) => [each.code, each[language]]))));
  return catalogues.get(catalogue);
};

// ---- making ----
const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children.filter((each) => each !== undefined && each !== null && each !== ''));
  return element;
};
const byId = (id) => document.getElementById(id);
const written = (number, decimals) => new Intl.NumberFormat(language, { maximumFractionDigits: Math.max(decimals ?? 0, 2) }).format(number);
const typesOf = (schema) => [schema.type].flat();

// One field of a schema; `more` are the limits that this very thing has.
const fieldOf = async (name, schema, value, more = {}) => {
  if (schema.enum) {
    const labels = await labelsOf(schema['x-catalogue']);
    const options = schema.enum.filter(Boolean).map((code) => make('option', { value: code, textContent: labels.get(code), selected: code === value }));
    return make('select', { name }, make('option', { value: '', textContent: '…' }), ...options);
  }
  if (typesOf(schema).includes('number') || typesOf(schema).includes('integer')) {
    const whole = more.whole || typesOf(schema).includes('integer');
    const field = make('input', { name, type: 'number', inputMode: 'decimal', step: whole ? '1' : 'any', value: value ?? '' });
    for (const [limit, bound] of [['min', more.lowest ?? schema.minimum], ['max', more.highest ?? schema.maximum]]) if (bound !== undefined && bound !== null) field[limit] = bound;
    return field;
  }
  const long = (schema.maxLength ?? 0) > 1000;
  const field = make(long ? 'textarea' : 'input', { name, value: value ?? '', ...(long ? { rows: 2 } : { type: name === 'password' ? 'password' : 'text' }) });
  if (schema.maxLength) field.maxLength = schema.maxLength;
  return field;
};
const labelled = (schema, field, unit) => make('label', { className: field.localName === 'textarea' ? 'wide' : '' }, schema.title, unit ? make('span', { className: 'unit' }, field, unit) : field);

const valueOf = (field, schema) => {
  if (field.value === '') return null;
  return typesOf(schema).some((type) => type === 'number' || type === 'integer') ? Number(field.value) : field.value;
};

// ---- faults, at their fields ----
const showFaults = (container, faults) => {
  for (const old of container.querySelectorAll('.fault')) old.remove();
  for (const field of container.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid');
  for (const { pointer, message } of faults) {
    const field = container.querySelector(`[name="${pointer.split('/').pop()}"]`);
    const text = make('p', { className: 'fault', role: 'alert', id: `fault${pointer.replace(/\W/g, '-')}`, textContent: message });
    field?.setAttribute('aria-invalid', 'true');
    field?.setAttribute('aria-describedby', text.id);
    const hidden = field?.closest('details');
    if (hidden) hidden.open = true;
    (field?.closest('label') ?? container).append(text);
  }
};
const say = (text) => (byId('message').textContent = text ?? '');

// ---- signing in ----
const signIn = async () => {
  const form = byId('sign-in');
  const { properties, required } = bodyOf('create_token');
  for (const name of required) form.append(labelled(properties[name], Object.assign(await fieldOf(name, properties[name]), { autocomplete: name === 'password' ? 'current-password' : name })));
  form.append(make('button', { textContent: operations.create_token['x-vi'] }));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { status, content } = await ask('create_token', {}, Object.fromEntries(new FormData(form)));
    if (status !== 200) return showFaults(form, content.errors ?? [{ pointer: '/password', message: content.detail }]);
    token = content.access_token;
    form.hidden = true;
    await openReport();
  });
};

// ---- the report ----
let sheet;
let version;
const keep = (answer) => {
  sheet = answer.content;
  version = answer.version ?? `"${sheet.version}"`;
};

const openReport = async () => {
  const answer = await ask('get_unit_submission', place);
  if (answer.status !== 200) return say(answer.content.detail);
  keep(answer);
  byId('report').hidden = false;
  byId('campaign').textContent = sheet.campaign.title;
  byId('heading').textContent = [operations.get_unit_submission['x-vi'], sheet.unit.name, sheet.period.code].join(' · ');
  document.title = byId('heading').textContent;
  byId('cells').replaceChildren(...(await Promise.all(Object.entries(sheet.values).map(([code, cell]) => makeCell(code, cell)))));
  await showState();
};

// Which fields a cell has: those of its kind at once, what explains it behind a fold.
const patch = resolved(resolved(bodyOf('save_unit_submission').properties.values).additionalProperties);
const isTyped = (name, schema) => name !== 'source' && !typesOf(schema).includes('array'); // suggestions and lists would want screens of their own
const belongs = (schema, cell) => Object.entries(schema['x-when'] ?? {}).every(([name, codes]) => codes.includes(cell[name]));
const fieldsOf = (cell) => Object.entries(patch.properties).filter(([name, schema]) => isTyped(name, schema) && belongs(schema, cell));

const makeCell = async (code, cell) => {
  const box = make('fieldset', { name: code, disabled: !sheet.allowed_actions.includes('patch') });
  box.append(make('legend', {}, cell.name, ' ', make('small', { textContent: code })));
  const read = resolved(contract.components.schemas.SubmissionCell).properties;
  if (cell.printed ?? cell.target_value !== null) box.append(make('p', { className: 'target', textContent: `${read.target_value.title}: ${cell.printed ?? written(cell.target_value, cell.decimals)} ${cell.printed ? '' : (cell.unit_of_measure ?? '')}` }));
  const fields = fieldsOf(cell);
  const draw = (list) => Promise.all(list.map(async ([name, schema]) => labelled(schema, await fieldOf(name, schema, cell[name], name === 'value' ? cell : {}), name === 'value' ? cell.unit_of_measure : undefined)));
  box.append(make('div', { className: 'fields' }, ...(await draw(fields.filter(([, schema]) => schema['x-when'])))));
  const rest = fields.filter(([, schema]) => !schema['x-when']);
  box.append(make('details', {}, make('summary', { textContent: rest.map(([, schema]) => schema.title).join(', ') }), make('div', { className: 'fields' }, ...(await draw(rest)))));
  box.append(make('div', { className: 'told' }));
  tell(box, cell);
  // left, not typed: both counts of a ratio are one thing to say
  box.addEventListener('focusout', ({ relatedTarget }) => box.contains(relatedTarget) || save(box, code));
  return box;
};

// What follows from a cell: its percentage, and what the service finds remarkable.
const tell = (box, cell) => {
  const warnings = (sheet.warnings ?? []).filter(({ cells }) => cells.includes(box.name)).map(({ message }) => make('p', { className: 'warning', textContent: message }));
  const shows = patch.properties.value['x-when'].value_type.includes(cell.value_type);
  const computed = cell.value !== null && !shows ? [make('p', { className: 'computed', textContent: `${patch.properties.value.title}: ${written(cell.value, cell.decimals)} ${cell.unit_of_measure ?? ''}` })] : [];
  box.querySelector('.told').replaceChildren(...computed, ...warnings);
};

const changesOf = (box, cell) => {
  const said = fieldsOf(cell).map(([name, schema]) => [name, valueOf(box.querySelector(`[name="${name}"]`), schema)]);
  return Object.fromEntries(said.filter(([name, value]) => value !== (cell[name] ?? null) && !(name === 'status' && value === null)));
};

const save = async (box, code) => {
  const changes = changesOf(box, sheet.values[code]);
  if (!Object.keys(changes).length) return;
  const answer = await ask('save_unit_submission', place, { values: { [code]: changes } }, { 'If-Match': version, 'Idempotency-Key': crypto.randomUUID() });
  if (answer.status === 200) {
    keep(answer);
    showFaults(box, []);
    say('');
    for (const [name] of fieldsOf(sheet.values[code])) box.querySelector(`[name="${name}"]`).value = sheet.values[code][name] ?? '';
    for (const each of byId('cells').children) tell(each, sheet.values[each.name]);
    return showState();
  }
  showFaults(box, (answer.content.errors ?? []).filter(({ pointer }) => pointer.startsWith(`/values/${code}`)));
  // somebody else was faster: the sentence says so; what was typed stays, and is saved on what stands there now
  if (answer.status === 412) keep(await ask('get_unit_submission', place));
  say(answer.content.errors ? '' : answer.content.detail);
};

// ---- the state, and the buttons that lead on ----
const showState = async () => {
  const labels = await labelsOf('submission_state');
  const read = resolved(contract.components.schemas.Submission).properties;
  byId('state').textContent = [`${read.state.title}: ${labels.get(sheet.state)}`, sheet.due_on && `${read.due_on.title}: ${new Date(sheet.due_on).toLocaleDateString(language)}`, `${read.cells_missing.title}: ${sheet.cells_missing}/${sheet.cells}`].filter(Boolean).join(' · ');
  if (!sheet.id) return;
  const { content } = await ask('list_available_submission_moves', { submission: sheet.id });
  byId('moves').replaceChildren(
    ...content.items.map(({ to, possible, message, faults }) => {
      const button = make('button', { type: 'button', textContent: labels.get(to), disabled: !possible });
      button.addEventListener('click', () => move(to));
      return make('div', {}, button, make('p', { className: 'hint', textContent: message ?? faults[0]?.message ?? '' }));
    }),
  );
};

const move = async (to) => {
  const { status, content } = await ask('move_submission', { submission: sheet.id }, { to }, { 'If-Match': version, 'Idempotency-Key': crypto.randomUUID() });
  if (status !== 201) return say(content.detail);
  await openReport();
};

await signIn();
