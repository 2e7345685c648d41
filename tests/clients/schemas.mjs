// schemas.mjs: a JSON Schema (2020-12) for each thing that is answered or sent, standing alone. Those of answers let pass
// properties that a later version adds, as every reader has to; those of bodies are as strict as the service.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readContract } from '../contract/answers.mjs';

const kept = 25; // answers of each operation are enough
const usual = new Set(['uuid', 'date', 'date-time', 'email', 'uri', 'uri-reference', 'json-pointer']);
const isJson = (type) => /[/+]json$/.test(type);
const nameOf = (schema) => schema?.$ref?.split('/').pop();

// Which schemas stand for things: what is answered alone or in a list, and what is sent.
const thingsOf = ({ contract, operations, resolved }) => {
  const [answers, bodies] = [new Set(), new Set()];
  for (const { source, responses } of operations) {
    for (const response of Object.values(responses).map(resolved))
      for (const [, { schema }] of Object.entries(response.content ?? {}).filter(([type]) => isJson(type))) {
        const rows = resolved(schema)?.properties?.items?.items;
        for (const name of [nameOf(rows ?? schema)].filter(Boolean)) answers.add(name);
      }
    for (const [, { schema }] of Object.entries(source.requestBody?.content ?? {}).filter(([type]) => isJson(type))) for (const each of schema.anyOf ?? [schema]) if (nameOf(each)) bodies.add(nameOf(each));
  }
  return { answers, bodies, schemas: contract.components.schemas };
};

const standAlone = (schemas, name, strict) => {
  const definitions = {};
  const copied = (value) => {
    if (Array.isArray(value)) return value.map(copied);
    if (value === null || typeof value !== 'object') return value;
    const copy = {};
    for (const [word, each] of Object.entries(value)) {
      if (word === '$ref') copy.$ref = `#/$defs/${define(nameOf(value))}`;
      else if (/^x-(?!catalogue)/.test(word) || (word === 'format' && !usual.has(each)) || (word === 'additionalProperties' && each === false && !strict)) continue;
      else copy[word] = word === 'properties' ? Object.fromEntries(Object.entries(each).map(([key, property]) => [key, copied(property)])) : copied(each);
    }
    return copy;
  };
  const define = (wanted) => {
    if (!definitions[wanted]) {
      definitions[wanted] = {};
      definitions[wanted] = copied(schemas[wanted]);
    }
    return wanted;
  };
  const own = copied(schemas[name]);
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: `urn:thidua:${name}`, ...own, ...(Object.keys(definitions).length && { $defs: definitions }) };
};

const recorded = (exchanges) =>
  exchanges
    ? readdirSync(exchanges).filter((each) => each.endsWith('.ndjson')).sort().flatMap((each) => readFileSync(join(exchanges, each), 'utf8').split('\n').filter(Boolean))
    : [];

export const makeSchemas = async ({ file, write, exchanges }) => {
  const read = readContract(file);
  const { answers, bodies, schemas } = thingsOf(read);
  const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true, keywords: ['x-catalogue', 'example'] });
  addFormats(ajv);
  const faults = [];
  const validators = new Map();
  const make = (kind, name, strict) => {
    const schema = standAlone(schemas, name, strict);
    write(`schemas/${kind}/${name}.json`, schema);
    try {
      const { $id, ...rest } = schema;
      const valid = ajv.compile(rest);
      if (schema.required?.length && valid({})) faults.push(`${kind}/${name}: takes what lacks all that it requires`);
      return valid;
    } catch (fault) {
      faults.push(`${kind}/${name}: ${fault.message}`);
      return () => true;
    }
  };
  for (const name of answers) validators.set(name, make('answers', name, false));
  for (const name of bodies) make('bodies', name, true);

  // What the service answered in the tests.
  const seen = new Map();
  let judged = 0;
  const lines = recorded(exchanges);
  for (const line of lines) {
    const { method, path, status, type, body } = JSON.parse(line);
    const operation = status < 300 && body && isJson(type) && read.operationOf(method, path);
    if (!operation || (seen.get(operation.id) ?? 0) >= kept) continue;
    seen.set(operation.id, (seen.get(operation.id) ?? 0) + 1);
    const schema = read.resolved(operation.responses[status])?.content?.[type]?.schema;
    const rows = read.resolved(schema)?.properties?.items?.items;
    const valid = validators.get(nameOf(rows ?? schema));
    if (!valid) continue;
    for (const value of rows ? JSON.parse(body).items : [JSON.parse(body)]) {
      judged += 1;
      if (!valid(value)) faults.push(`${nameOf(rows ?? schema)} by ${operation.id}: ${ajv.errorsText(valid.errors)}`);
    }
  }
  if (lines.length && !judged) faults.push('no recorded answer was judged');
  return { faults, made: `${answers.size} schemas of answers and ${bodies.size} of bodies, ${judged} recorded answers fit` };
};
