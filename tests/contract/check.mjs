// check.mjs: checks every answer that the test suite received against openapi.yaml, and that the suite saw every
// operation with every status the operation declares.
// Usage: node check.mjs build/openapi.json FOLDER-OF-EXCHANGES; the last line is "N passed, M failed".
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const [contractFile, folder] = process.argv.slice(2);
const contract = JSON.parse(readFileSync(contractFile, 'utf8'));
const methods = ['get', 'put', 'post', 'patch', 'delete'];

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
addFormats(ajv);
for (const reference of ['unit-reference', 'campaign-reference', 'indicator-reference']) ajv.addFormat(reference, true);
ajv.addSchema(contract, 'contract');

const escaped = (part) => part.replace(/~/g, '~0').replace(/\//g, '~1');
const resolved = (thing) =>
  thing?.$ref ? thing.$ref.slice(2).split('/').reduce((at, part) => at[part.replace(/~1/g, '/').replace(/~0/g, '~')], contract) : thing;
const pointerOf = (thing, pointer) => (thing?.$ref ? thing.$ref.slice(1) : pointer);

// ---- operations, found by method and path; a literal segment wins over a parameter ----
const operations = [];
for (const [template, item] of Object.entries(contract.paths)) {
  const base = (item.servers ?? contract.servers)[0].url.replace(/\/$/, '');
  for (const method of methods.filter((name) => item[name])) {
    operations.push({
      id: item[method].operationId,
      method: method.toUpperCase(),
      segments: (base + template).split('/'),
      pointer: `/paths/${escaped(template)}/${method}`,
      responses: item[method].responses,
      open: item[method]['x-public'] === true,
      faults: [],
      seen: new Set(),
    });
  }
}
const literals = (operation) => operation.segments.filter((segment) => !segment.startsWith('{')).length;
operations.sort((one, other) => literals(other) - literals(one));

// A segment may hold text beside its parameter: `{campaign}.csv`.
const fits = (segment, part) =>
  segment.includes('{')
    ? new RegExp(`^${segment.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]*\}/g, '.+')}$`).test(part)
    : segment === part;
const operationOf = (method, path) => {
  const parts = path.split('?')[0].split('/');
  return operations.find(
    (operation) =>
      operation.method === (method === 'HEAD' ? 'GET' : method) &&
      operation.segments.length === parts.length &&
      operation.segments.every((segment, index) => fits(segment, parts[index])),
  );
};

// ---- one answer ----
// A code whose message is the code itself has no words in x-problems.
const wordless = (value) =>
  value === null || typeof value !== 'object'
    ? []
    : [
        ...(typeof value.code === 'string' && value.code === (value.message ?? value.detail) ? [`${value.code} has no words`] : []),
        ...Object.values(value).flatMap(wordless),
      ];
const validators = new Map();
const faultsOf = (pointer, value) => {
  if (!validators.has(pointer)) validators.set(pointer, ajv.compile({ $ref: `contract#${encodeURI(pointer)}` }));
  const valid = validators.get(pointer);
  return valid(value) ? [] : valid.errors.map((fault) => `${fault.instancePath || '/'} ${fault.message} ${JSON.stringify(fault.params)}`);
};

const problemFaults = ({ status, type, body }) => {
  if (type !== 'application/problem+json') return [`a problem came as ${type || 'nothing'}`];
  const problem = JSON.parse(body);
  const faults = faultsOf('/components/schemas/Problem', problem);
  const declared = contract['x-problems'][problem.code];
  if (!declared) faults.push(`code ${problem.code} is not in x-problems`);
  else if (declared.status !== status) faults.push(`${problem.code} is ${declared.status}, but ${status} was sent`);
  for (const fault of problem.errors ?? [])
    if (!contract['x-problems'][fault.code]) faults.push(`code ${fault.code} of a fault is not in x-problems`);
  if (status === 500 && problem.code !== 'foreign_row') faults.push('the service failed');
  return faults;
};

// A line of NDJSON is an item of the list as JSON.
const rowPointer = (pointer, schema) => {
  const list = resolved(schema);
  return list?.properties?.items ? `${pointerOf(schema, pointer)}/properties/items/items` : undefined;
};

const answerFaults = (operation, exchange) => {
  const { status, type, body, length, method } = exchange;
  const declared = operation.responses[status] ?? (status >= 400 ? operation.responses.default : undefined);
  if (status === 304) return length ? ['304 has a body'] : [];
  if (!declared) return [`${status} is not declared`];
  if (method === 'HEAD') return [];
  // a page for people says what is wrong as a page
  if (status >= 400 && type === 'text/html' && operation.open && operation.responses[200]?.content?.['text/html']) return [];
  if (status >= 400) return problemFaults(exchange);
  const response = resolved(declared);
  const pointer = pointerOf(declared, `${operation.pointer}/responses/${status}`);
  const content = response.content ?? {};
  const empty = Object.keys(content).length && !exchange.minimal && !/ndjson$/.test(type); // no rows are no lines
  if (!length) return empty ? ['the body is empty'] : [];
  const media = content[type] ? type : Object.keys(content).find((name) => name === '*/*' || name === `${type.split('/')[0]}/*`);
  if (!media) return [`${type} is not among ${Object.keys(content).join(', ') || 'no content at all'}`];
  if (!content[media].schema || body === null) return [];
  const schema = `${pointer}/content/${escaped(media)}/schema`;
  if (/[/+]json$/.test(type)) return [...faultsOf(schema, JSON.parse(body)), ...wordless(JSON.parse(body))];
  if (/ndjson$/.test(type)) {
    const rows = rowPointer(`${pointer}/content/${escaped('application/json')}/schema`, content['application/json']?.schema);
    return rows ? body.split('\n').filter(Boolean).flatMap((line) => faultsOf(rows, JSON.parse(line))) : [];
  }
  return [];
};

// ---- all answers ----
const strays = [];
let exchanges = 0;
for (const name of readdirSync(folder).filter((each) => each.endsWith('.ndjson')).sort())
  for (const line of readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean)) {
    const exchange = JSON.parse(line);
    if (exchange.method === 'OPTIONS') continue;
    exchanges += 1;
    const operation = operationOf(exchange.method, exchange.path);
    let faults;
    try {
      if (operation) faults = answerFaults(operation, exchange);
      else if (exchange.status >= 400) faults = exchange.method === 'HEAD' ? [] : problemFaults(exchange);
      else faults = ['no operation has this path'];
    } catch (fault) {
      faults = [String(fault)];
    }
    operation?.seen.add(String(exchange.status));
    const place = `${exchange.program}::${exchange.test}: ${exchange.method} ${exchange.path.slice(0, 200)} ${exchange.status}`;
    (operation?.faults ?? strays).push(...faults.map((fault) => `${place}: ${fault}`));
  }

// ---- the verdict, one per operation and one for what belongs to none ----
let failed = 0;
for (const operation of operations) {
  for (const status of Object.keys(operation.responses))
    if (status !== 'default' && !operation.seen.has(status)) operation.faults.push(`${status} was never seen`);
  if (!operation.faults.length) continue;
  failed += 1;
  console.log(`not ok ${operation.method} ${operation.segments.join('/')} (${operation.id})`);
  for (const fault of operation.faults.slice(0, 10)) console.log(`    ${fault}`);
  if (operation.faults.length > 10) console.log(`    … and ${operation.faults.length - 10} more`);
}
if (strays.length) {
  failed += 1;
  console.log('not ok answers outside every operation');
  for (const stray of strays.slice(0, 10)) console.log(`    ${stray}`);
}
console.log(`${exchanges} answers checked`);
console.log(`${operations.length + 1 - failed} passed, ${failed} failed`);
