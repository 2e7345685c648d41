// representations.mjs: every operation in every form that its answers may have, and with every choice that a parameter of the
// query gives, one at a time, so that a form of an answer that ends the service is not left to chance.
// Usage: node representations.mjs build/openapi.json, beside a service (tests/support/with-service.sh). EVERY=yes asks each
// choice in each form; else JSON and tables, which are written by the same hand for all, take turns, and so do parameters that
// all lists share. The last line is "N passed, M failed", an operation each.
import { readContract } from '../answers.mjs';
import { accounts, accountsFor, asCurl, makeAsker, scopesOf } from './asking.mjs';
import { heard } from './canaries.mjs';
import { chanceOf } from './chance.mjs';
import { makeClient } from './client.mjs';
import { makeLearning } from './known.mjs';
import { differences, isList, missingForms } from './lists.mjs';
import { sendAllBack } from './sent_back.mjs';
import { makeValues } from './values.mjs';
import { formOf, inPath, onWire, written } from './written.mjs';

const { operations, resolved, judged } = readContract(process.argv[2]);
const chance = chanceOf(1);
const { known, learn } = makeLearning(chance, operations);
const values = makeValues(chance, known, resolved, 1);
const client = makeClient(4, scopesOf(operations));
const every = process.env.EVERY === 'yes';
const { ask, faultsOf, busy } = makeAsker(client, judged);
const plain = ['application/json', 'text/csv', 'application/x-ndjson', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'];
const shared = ['limit', 'count', 'excel', 'delimiter', 'decimal', 'picture_key'];
const turns = 8; // of operations one asks with the parameters that all lists share
const choicesMost = every ? Infinity : 6; // of a parameter
const things = every ? 12 : 3; // of a kind, of which the one with the longest answer is asked for in each form
const thingsMost = 24; // of a kind, until one says something
const something = 150; // bytes
const least = 80; // of 100 forms that some answer had, or this looked at too little

// ---- what is asked ----
const formsOf = (operation) => {
  const success = Object.entries(operation.responses).find(([status]) => status < 300)?.[1];
  return Object.keys(resolved(success)?.content ?? {}).filter((form) => form !== 'text/event-stream');
};

const queryOf = (operation) => [...operation.shared, ...(operation.source.parameters ?? [])].map(resolved).filter((each) => each.in === 'query');
const pairOf = (name, value) => `${name}=${onWire(written(value))}`;

// A text of no form of its own says nothing here; hostile ones are for chance (requests.mjs).
const choicesOf = ({ name, required, schema }) => {
  const { type, enum: listed, items, format } = resolved(schema);
  const choices = listed ?? resolved(items)?.enum ?? (type === 'boolean' ? [true, false] : required || format || type === 'integer' ? [values.good(schema, name)] : []);
  return choices.slice(0, choicesMost).map((choice) => pairOf(name, choice));
};

// Paths of up to `most` things: what lists at the same place held, else what is known by that name.
const pathsOf = (operation, most) => {
  let paths = [operation.base];
  for (const segment of operation.path.split('/').slice(1)) {
    const name = segment.match(/\{(\w+)\}/)?.[1];
    const schema = name && [...operation.shared, ...(operation.source.parameters ?? [])].map(resolved).find((each) => each.name === name)?.schema;
    const choices = (path) => {
      const here = known.members(path);
      const found = resolved(schema)?.enum ?? (here.length ? here : known.all(name));
      return found.length ? found.slice(0, most) : [written(values.good(schema ?? { type: 'string', format: 'uuid' }, name))];
    };
    paths = paths.flatMap((path) => (name ? choices(path).map((id) => `${path}/${segment.replace(/\{\w+\}/, inPath(id))}`) : [`${path}/${segment}`]));
    if (paths.length > most) paths = Array.from({ length: most }, (_, index) => paths[Math.floor((index * paths.length) / most)]);
  }
  return paths;
};

const bodyOf = (operation, path) => {
  const content = resolved(operation.source.requestBody)?.content;
  const headers = { 'If-Match': `"${known.version(path.match(/[0-9a-f-]{36}$/)?.[0]) ?? 1}"` };
  const type = content && Object.keys(content)[0];
  if (!type) return { headers };
  if (type === 'multipart/form-data') return { headers: { ...headers, 'Content-Type': `${type}; boundary=x0x` }, body: formOf(values.good(resolved(content[type].schema))) };
  return { headers: { ...headers, 'Content-Type': type }, body: /json$/.test(type) ? JSON.stringify(values.good(content[type].schema)) : 'unit,value\n' };
};

const wholePath = (operation, path, pair = '') => {
  const required = queryOf(operation).filter((each) => each.required && !pair.startsWith(`${each.name}=`)).map((each) => choicesOf(each)[0]);
  const few = pair && !every && !pair.startsWith('limit=') && queryOf(operation).some(({ name }) => name === 'limit') ? 'limit=20' : '';
  const pairs = [...required, pair, few].filter(Boolean);
  return pairs.length ? `${path}?${pairs.join('&')}` : path;
};

// ---- who asks, and what comes of it ----
const found = new Map();
const answered = new Map(); // by operation and form: whether some answer was one
const asked = { count: 0 };

const report = (operation, request, fault) => found.set(operation.id, [...(found.get(operation.id) ?? []), request ? `${fault}\n      ${asCurl(request)}` : fault]);

// The answer, once it has been judged.
const answerOf = async (operation, request) => {
  let answer = await ask(request);
  for (let again = 0; busy(answer) && again < 20; again += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    answer = await ask(request);
  }
  asked.count += 1;
  if (answer.unsent) return answer;
  const faults = faultsOf(request, answer);
  for (const fault of faults) report(operation, request, fault);
  if (!faults.length) learn(operation, answer, request);
  return answer;
};

const one = async (operation, request, form, kept) => {
  const answer = await answerOf(operation, request);
  kept?.set(form, answer);
  if (answer.unsent) return 0;
  const succeeded = answer.status < 300;
  if (form) answered.set(`${operation.id} ${form}`, (answered.get(`${operation.id} ${form}`) ?? false) || succeeded);
  return succeeded ? answer.body.length + 1 : 0;
};

// Pages of documentation are files.
const reads = operations.filter(({ method, base, id }) => method === 'GET' && base && id !== 'stream_changes').sort((one, other) => one.segments.length - other.segments.length);
const writes = operations.filter(({ method }) => method !== 'GET');

// Who is asked as, and of what: the account and the thing with the longest answer.
const best = new Map();
const readOnce = async (operation) => {
  const [form = 'application/json'] = formsOf(operation);
  const may = [...new Set([...(operation.open ? [null] : []), ...accountsFor(operation.source), ...accounts])].slice(0, every ? undefined : 6);
  for (const [index, path] of pathsOf(operation, thingsMost).entries()) {
    if (index >= things && best.get(operation.id)?.length > something) break;
    let length = 0;
    for (const account of best.has(operation.id) ? [best.get(operation.id).account] : index < things ? may : may.slice(0, 1)) {
      length = await one(operation, { method: 'GET', path: wholePath(operation, path), headers: { Accept: form }, account }, form);
      if (length > (best.get(operation.id)?.length ?? 0)) best.set(operation.id, { account, path, length });
      if (length) break;
    }
  }
};

const compared = new Set();
let turn = 0, countedLists = 0;
const readInEveryForm = async (operation) => {
  const forms = formsOf(operation);
  const { account, path } = best.get(operation.id) ?? { account: accountsFor(operation.source)[0], path: pathsOf(operation, 1)[0] };
  const get = (form, pair) => one(operation, { method: 'GET', path: wholePath(operation, path, pair), headers: form ? { Accept: form } : {}, account }, form);
  const whole = { method: 'GET', path: wholePath(operation, path), account };
  const kept = new Map();
  for (const form of forms) await one(operation, { ...whole, headers: { Accept: form } }, form, kept);
  if (isList(operation, resolved)) {
    const more = (next) => answerOf(operation, { ...whole, path: next, headers: {} });
    const counts = queryOf(operation).some(({ name }) => name === 'count');
    const counted = counts ? await answerOf(operation, { ...whole, path: `${whole.path}${whole.path.includes('?') ? '&' : '?'}count=true`, headers: {} }) : undefined;
    countedLists += counts;
    for (const fault of [...missingForms(operation, forms), ...(await differences(operation, kept, more, counted))]) report(operation, { ...whole, headers: {} }, fault);
    compared.add(operation.id);
  }
  // A system has no name of a person, no session and no desk.
  if (account) await one(operation, { method: 'GET', path: wholePath(operation, path), headers: {}, account: `system:${account.replace(/^system:/, '')}` });
  turn += 1;
  const own = forms.filter((form) => every || !plain.includes(form));
  const asksAll = every || own.length || turn % turns === 0;
  for (const pair of queryOf(operation).filter(({ name }) => name !== 'cursor' && (asksAll || !shared.includes(name))).flatMap(choicesOf)) {
    turn += 1;
    const taken = every ? own : [...own, forms.filter((form) => plain.includes(form))[turn % plain.length] ?? forms[0]];
    for (const form of taken) await get(form, pair);
  }
};

// Nothing is kept of them where the operation can be tried out; the rest is for chance (requests.mjs).
const tryOut = async (operation) => {
  const query = queryOf(operation);
  if (!query.some(({ name }) => name === 'dry_run')) return;
  const [path] = pathsOf(operation, 1);
  const [account] = accountsFor(operation.source);
  for (const pair of ['', ...(every ? query.filter(({ name }) => name !== 'dry_run').flatMap(choicesOf) : [])]) {
    const whole = wholePath(operation, path, pair);
    await one(operation, { method: operation.method, path: `${whole}${whole.includes('?') ? '&' : '?'}dry_run=true`, account, ...bodyOf(operation, path) });
  }
};

// What the demo has none of yet, as the contract's own examples have it.
const makeOne = async (operation) => {
  const content = resolved(operation.source.requestBody)?.content?.['application/json'];
  const example = content?.example ?? Object.values(content?.examples ?? {})[0]?.value;
  if (!operation.responses[201] || example === undefined) return;
  const [path] = pathsOf(operation, 1);
  for (const account of accountsFor(operation.source).slice(0, 3))
    if (await one(operation, { method: operation.method, path: wholePath(operation, path), headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(example), account })) return;
};

const each = async (list, work) => {
  const left = [...list];
  await Promise.all(Array.from({ length: 4 }, async () => {
    while (left.length) await work(left.shift());
  }));
};

const began = Date.now();
for (const account of accounts) await client.signIn(account);
await each(reads, readOnce);
await each(writes, makeOne);
await each(reads.filter(({ id }) => !(best.get(id)?.length > something)), readOnce); // by now what stands above it is known
const typesOf = (operation) => Object.keys(resolved(operation.source.requestBody)?.content ?? {});
const placesOf = (operation, most) => [...new Set([best.get(operation.id)?.path, ...pathsOf(operation, most)].filter(Boolean))];
const back = await sendAllBack({ operations, typesOf, placesOf, accountsFor, each, ask: answerOf, report });
await each(reads, readInEveryForm);
await each(writes, tryOut);
client.close();

for (const [id, faults] of found) {
  console.log(`not ok ${id}: ${faults.length}`);
  for (const fault of faults.slice(0, 3)) console.log(`    ${fault}`);
}
const silent = [...answered].filter(([, succeeded]) => !succeeded).map(([form]) => form);
const share = Math.floor((100 * (answered.size - silent.length)) / answered.size);
console.log(`forms that no answer had: ${silent.join(', ') || 'none'}`);
if (share < least) console.log(`not ok: only ${share} of 100 forms were seen`);
if (!heard.packed) console.log('not ok: no word of a unit was seen in a workbook or document');
console.log(`${asked.count} requests in ${((Date.now() - began) / 1000).toFixed(0)} s; ${answered.size - silent.length} of ${answered.size} forms of ${reads.length} reads were seen; words of units in ${heard.packed} workbooks and documents`);
console.log(`${compared.size} lists were compared in their forms, ${countedLists} with their count`);
console.log(`${back.here} of ${back.count} kinds of answers were sent back here and taken`);
const failed = found.size + (share < least) + !heard.packed;
console.log(`${operations.length - found.size} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
