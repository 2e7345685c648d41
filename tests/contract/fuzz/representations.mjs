// representations.mjs: every operation in every form that its answers may have, and with every choice that a parameter of the
// query gives, one at a time: by no chance, so that a form of an answer that ends the service is found on the first day.
// Usage: node representations.mjs build/openapi.json, beside a service (tests/support/with-service.sh). EVERY=yes asks each
// choice in each form; else tables, which are all written by the same hand, take turns. The last line is "N passed, M failed".
import { readContract } from '../answers.mjs';
import { accounts, accountsFor, asCurl, makeAsker } from './asking.mjs';
import { chanceOf } from './chance.mjs';
import { makeClient } from './client.mjs';
import { makeLearning } from './known.mjs';
import { makeValues } from './values.mjs';
import { formOf, inPath, onWire, written } from './written.mjs';

const { operations, resolved, judged } = readContract(process.argv[2]);
const chance = chanceOf(1);
const { known, learn } = makeLearning(chance, operations);
const values = makeValues(chance, known, resolved, 1);
const client = makeClient(4);
const { ask, faultsOf, busy } = makeAsker(client, judged);
const tables = ['text/csv', 'application/x-ndjson', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'];
const things = 6; // of a kind, asked for in each form
const least = 80; // of 100 forms that some answer had, or this looked at too little

// ---- what is asked ----
const formsOf = (operation) => {
  const success = Object.entries(operation.responses).find(([status]) => status < 300)?.[1];
  return Object.keys(resolved(success)?.content ?? {}).filter((form) => form !== 'text/event-stream');
};

const queryOf = (operation) => [...operation.shared, ...(operation.source.parameters ?? [])].map(resolved).filter((each) => each.in === 'query');
const pairOf = (name, value) => `${name}=${onWire(written(value))}`;

const choicesOf = ({ name, schema }) => {
  const { type, enum: listed, items } = resolved(schema);
  const choices = listed ?? resolved(items)?.enum ?? (type === 'boolean' ? [true, false] : [values.good(schema, name)]);
  return choices.map((choice) => pairOf(name, choice));
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
  const pairs = [...required, pair].filter(Boolean);
  return pairs.length ? `${path}?${pairs.join('&')}` : path;
};

// ---- who asks, and what comes of it ----
const found = new Map();
const answered = new Map(); // by operation and form: whether some answer was one
const asked = { count: 0 };

const one = async (operation, request, form) => {
  let answer = await ask(request);
  for (let again = 0; busy(answer) && again < 3; again += 1) answer = await ask(request);
  asked.count += 1;
  if (answer.unsent) return false;
  const faults = faultsOf(request, answer);
  if (faults.length) found.set(operation.id, [...(found.get(operation.id) ?? []), ...faults.map((fault) => `${fault}\n      ${asCurl(request)}`)]);
  else learn(operation, answer, request);
  const succeeded = answer.status < 300 || answer.status === 303;
  if (form) answered.set(`${operation.id} ${form}`, (answered.get(`${operation.id} ${form}`) ?? false) || succeeded);
  return succeeded;
};

// The first account for whom there is an answer; systems and tests of walls have their own tests.
const readers = new Map();
const readerOf = async (operation, path, form) => {
  const may = [...new Set([...accountsFor(operation.source), ...accounts])];
  for (const account of [null, ...may].slice(operation.open ? 0 : 1))
    if (await one(operation, { method: 'GET', path: wholePath(operation, path), headers: { Accept: form }, account }, form)) return account;
  return may[0];
};

const reads = operations.filter(({ method }) => method === 'GET').sort((one, other) => one.segments.length - other.segments.length);
const writes = operations.filter(({ method }) => method !== 'GET');

const readOnce = async (operation) => {
  const [form = 'application/json'] = formsOf(operation);
  for (const path of pathsOf(operation, things)) {
    readers.set(operation.id, await readerOf(operation, path, form));
    if (answered.get(`${operation.id} ${form}`)) return readers.set(`path of ${operation.id}`, path);
  }
};

let turn = 0;
const readInEveryForm = async (operation) => {
  const forms = formsOf(operation);
  const account = readers.get(operation.id);
  const paths = pathsOf(operation, things);
  const best = readers.get(`path of ${operation.id}`) ?? paths[0];
  const get = (path, form, pair) => one(operation, { method: 'GET', path: wholePath(operation, path, pair), headers: form ? { Accept: form } : {}, account }, form);
  for (const form of forms) for (const path of new Set([best, ...paths])) await get(path, form);
  for (const pair of queryOf(operation).flatMap(choicesOf)) {
    const taken = forms.filter((form) => process.env.EVERY || !tables.includes(form) || form === tables[turn % tables.length]);
    turn += 1;
    for (const form of taken.length ? taken : [undefined]) await get(best, form, pair);
  }
};

// Nothing is kept of them where the operation can be tried out; the rest is for chance (requests.mjs).
const tryOut = async (operation) => {
  const query = queryOf(operation);
  if (!query.some(({ name }) => name === 'dry_run')) return;
  const [path] = pathsOf(operation, 1);
  const [account] = accountsFor(operation.source);
  for (const pair of ['', ...query.filter(({ name }) => name !== 'dry_run').flatMap(choicesOf)]) {
    const whole = wholePath(operation, path, pair);
    await one(operation, { method: operation.method, path: `${whole}${whole.includes('?') ? '&' : '?'}dry_run=true`, account, ...bodyOf(operation, path) });
  }
};

const each = async (list, work) => {
  const left = [...list];
  await Promise.all(Array.from({ length: 4 }, async () => {
    while (left.length) await work(left.shift());
  }));
};

const began = Date.now();
await each(reads, readOnce);
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
console.log(`${asked.count} requests in ${((Date.now() - began) / 1000).toFixed(0)} s; ${answered.size - silent.length} of ${answered.size} forms of ${reads.length} reads were seen`);
console.log(`${operations.length - found.size} passed, ${found.size + (share < least)} failed`);
process.exitCode = found.size || share < least ? 1 : 0;
