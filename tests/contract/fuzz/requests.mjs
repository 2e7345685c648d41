// requests.mjs: random requests made from openapi.yaml, right ones and wrong ones, and whether every answer is one that the
// contract allows: never a fault of the service's own, never a status, a type or a body that is not declared.
// Usage: node requests.mjs build/openapi.json REQUESTS SEED, beside a service (tests/support/with-service.sh);
// the last line is "N passed, M failed", an operation each. The same seed with CLIENTS=1 sends the same requests.
import { readContract } from '../answers.mjs';
import { accounts, accountsFor, asCurl, makeAsker, scopesOf } from './asking.mjs';
import { chanceOf } from './chance.mjs';
import { makeClient } from './client.mjs';
import * as hostile from './hostile.mjs';
import { makeLearning } from './known.mjs';
import { makeValues } from './values.mjs';
import { formOf, inPath, onWire, written } from './written.mjs';

const [file, requests, seed] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const clients = Number(process.env.CLIENTS ?? 4);

const { operations, resolved, judged } = readContract(file);
const chance = chanceOf(seed);

const { known, learn } = makeLearning(chance, operations);
const values = makeValues(chance, known, resolved, seed);

// ---- one request ----
const pathOf = (operation, parameters, spoiled) => {
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const wrong = spoiled === 'path' ? chance.pick(names) : undefined;
  const ids = {};
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name, at) => {
    if (name === wrong) return chance.happens(50) ? chance.pick(hostile.pieces) : onWire(written(values.bad()));
    const schema = parameters.find((each) => each.name === name)?.schema ?? { type: 'string', format: 'uuid' };
    const above = operation.base + operation.path.slice(0, at - 1).replace(/\{(\w+)\}/g, (_, each) => inPath(ids[each] ?? ''));
    const here = known.members(above);
    ids[name] = here.length && chance.happens(70) ? chance.pick(here) : written(values.good(schema, name));
    return inPath(ids[name]);
  });
  return { path: operation.base + path, last: ids[names.at(-1)] };
};

const queryOf = (parameters, spoiled) => {
  const pairs = [];
  for (const { name, required, schema } of parameters.filter((each) => each.in === 'query'))
    if (required || chance.happens(name === 'dry_run' ? 40 : 20)) pairs.push(`${name}=${onWire(written(values.good(schema, name)))}`);
  if (spoiled === 'query') {
    const name = pairs.length && chance.happens(70) ? chance.pick(pairs).split('=')[0] : chance.pick(['x', 'limit', 'cursor', 'sort', 'q', 'unit', '']);
    pairs.push(chance.happens(40) ? chance.pick(hostile.pieces) : `${name}=${chance.happens(50) ? chance.pick(hostile.pieces) : onWire(written(values.bad()))}`);
  }
  return pairs.length ? `?${pairs.join('&')}` : '';
};

const bodyOf = (source, spoiled) => {
  const content = resolved(source.requestBody)?.content;
  if (!content) return chance.happens(2) ? { type: 'application/json', body: '{}' } : {};
  const type = chance.pick(Object.keys(content));
  const schema = content[type].schema;
  if (spoiled === 'body' && chance.happens(25)) return { type, body: chance.pick(hostile.bodies) };
  if (type === 'multipart/form-data') return { type: 'multipart/form-data; boundary=x0x', body: formOf(values.good(resolved(schema))) };
  if (!/json$/.test(type)) return { type, body: chance.pick(['unit,value\n', '\ufeffunit;value\r\n1;2\r\n', 'x', '"', ...hostile.texts]) };
  const made = values.good(schema);
  return { type, body: JSON.stringify(spoiled === 'body' ? values.spoil(made) : made) };
};

// Longer ones are refused by libmicrohttpd itself or closed, which tests/api/wire_test.c looks at.
const fitting = (path, query) => (path.length + query.length > 8000 ? path.slice(0, 8000) : path + query);

const callerOf = (source) => {
  const fitting = accountsFor(source);
  if (chance.happens(4)) return null;
  return chance.pick(chance.happens(80) ? fitting : accounts);
};

const requestFor = (operation) => {
  const { source } = operation;
  const parameters = [...operation.shared, ...(source.parameters ?? [])].map(resolved);
  const spoiled = chance.happens(50) ? chance.pick(['path', 'query', 'body', 'body', 'body', 'header', 'method']) : undefined;
  const { path, last } = pathOf(operation, parameters, spoiled === 'path' && !operation.path.includes('{') ? 'query' : spoiled);
  const { type, body } = bodyOf(source, spoiled);
  const headers = type ? { 'Content-Type': type } : {};
  if (parameters.some((each) => each.name === 'If-Match') && chance.happens(92)) headers['If-Match'] = `"${known.version(last) ?? chance.below(4)}"`;
  if (parameters.some((each) => each.name === 'Idempotency-Key') && chance.happens(15)) headers['Idempotency-Key'] = `khoa-${chance.below(200)}`;
  if (chance.happens(10)) headers['Accept-Language'] = 'en';
  if (chance.happens(20)) headers.Accept = chance.pick(Object.keys(resolved(operation.responses[200])?.content ?? { '*/*': 1 }));
  if (spoiled === 'header') for (let left = chance.between(1, 2); left; left -= 1) { const [name, value] = chance.pick(hostile.headers); headers[name] = value; }
  const method = spoiled === 'method' ? chance.pick(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) : operation.method;
  return { method, path: fitting(path, queryOf(parameters, spoiled)), headers, body: method === 'GET' || method === 'HEAD' ? undefined : body, account: callerOf(source) };
};

// ---- one answer ----
const client = makeClient(clients, scopesOf(operations));
const { ask, faultsOf, busy } = makeAsker(client, judged);

// ---- all of them ----
const found = new Map();
const statuses = new Map();
const succeeded = new Set();
const again = []; // what found the service busy, asked once more when nobody else asks

const note = (operation, request, answer) => {
  if (answer.unsent) return;
  statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
  if (answer.status < 300) succeeded.add(operation.id);
  const faults = faultsOf(request, answer);
  if (!faults.length) learn(operation, answer, request);
  for (const fault of faults) found.set(operation.id, [...(found.get(operation.id) ?? []), `${fault}\n      ${asCurl(request)}`]);
};

const one = async (operation) => {
  const request = requestFor(operation);
  const answer = await ask(request);
  if (busy(answer)) again.push([operation, request]);
  else note(operation, request, answer);
};

const reads = operations.filter(({ method }) => method === 'GET').sort((one, other) => one.segments.length - other.segments.length);
const order = Array.from({ length: requests }, (_, index) => (index < reads.length ? reads[index] : chance.pick(operations)));
const began = Date.now();
await Promise.all(Array.from({ length: clients }, async () => {
  while (order.length) await one(order.shift());
}));
for (const [operation, request] of again) note(operation, request, await ask(request));
client.close();

for (const [id, faults] of found) {
  console.log(`not ok ${id}: ${faults.length}`);
  for (const fault of faults.slice(0, 3)) console.log(`    ${fault}`);
}
console.log(`statuses: ${[...statuses].sort(([one], [other]) => one - other).map(([status, times]) => `${status} ${times}`).join(', ')}; asked again because busy: ${again.length}`);
if (client.gone().length) console.log(`accounts that cannot sign in any more: ${client.gone().join(', ')}`);
console.log(`${requests} requests, seed ${seed}, ${((Date.now() - began) / 1000).toFixed(0)} s; ${succeeded.size} of ${operations.length} operations succeeded at least once`);
console.log(`${operations.length - found.size} passed, ${found.size} failed`);
process.exitCode = found.size ? 1 : 0;
