// promise.mjs: what a client relies upon in a contract, without its words: operations, parameters, bodies, answers, schemas,
// codes. Kept with a release as a file of a line each, so that a change of it is read like any other.
import { readFileSync, writeFileSync } from 'node:fs';

const methods = ['get', 'put', 'post', 'patch', 'delete'];
const kept = ['$ref', 'type', 'required', 'enum', 'const', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems',
  'minProperties', 'maxProperties', 'uniqueItems', 'format', 'pattern', 'default', 'readOnly', 'writeOnly', 'x-catalogue'];

const usualLimit = 262144; // bytes of a body, as the service takes them

const mapped = (map, change) => Object.fromEntries(Object.entries(map ?? {}).map(([name, value]) => [name, change(value)]));

const schemaOf = (schema) => {
  if (typeof schema !== 'object') return schema;
  const promise = Object.fromEntries(kept.filter((word) => schema[word] !== undefined).map((word) => [word, schema[word]]));
  if (schema.properties) promise.properties = mapped(schema.properties, schemaOf);
  if (schema.additionalProperties !== undefined) promise.additionalProperties = schemaOf(schema.additionalProperties);
  if (schema.items) promise.items = schemaOf(schema.items);
  if (schema.anyOf) promise.anyOf = schema.anyOf.map(schemaOf);
  return promise;
};

const contentOf = (content) => mapped(content, (media) => schemaOf(media.schema ?? {}));

export const promiseOf = (contract) => {
  const resolved = (thing) => (thing.$ref ? thing.$ref.slice(2).split('/').reduce((at, part) => at[part], contract) : thing);
  const promise = { release: { version: contract.info.version }, operation: {}, schema: {}, catalogue: {}, problem: {} };

  for (const [path, item] of Object.entries(contract.paths))
    for (const method of methods.filter((name) => item[name])) {
      const source = item[method];
      const base = (item.servers ?? contract.servers)[0].url.replace(/\/$/, '');
      // [] is everybody, '' anybody signed in, else a role or role@level
      const operation = { id: source.operationId, callers: source.security.map((each) => each.token?.[0] ?? ''), until: source['x-sunset'], parameters: {}, answers: {} };
      for (const parameter of [...(item.parameters ?? []), ...(source.parameters ?? [])].map(resolved))
        operation.parameters[`${parameter.in} ${parameter.name}`] = { required: parameter.required === true, schema: schemaOf(parameter.schema) };
      if (source.requestBody)
        operation.body = {
          required: source.requestBody.required === true,
          limit: source['x-body-limit'] ?? usualLimit,
          content: contentOf(source.requestBody.content),
        };
      for (const [status, response] of Object.entries(source.responses)) {
        const { headers, content } = resolved(response);
        operation.answers[status] = { headers: Object.keys(headers ?? {}), content: contentOf(content) };
      }
      promise.operation[`${method.toUpperCase()} ${base}${path}`] = operation;
    }
  promise.schema = mapped(contract.components.schemas, schemaOf);
  promise.catalogue = mapped(contract['x-catalogues'], (rows) => rows.map((row) => row.code));
  promise.problem = mapped(contract['x-problems'], (problem) => problem.status);
  return promise;
};

// ---- as a file ----
const kinds = ['operation', 'schema', 'catalogue', 'problem'];

export const writePromise = (file, promise) =>
  writeFileSync(file, [JSON.stringify({ release: promise.release }),
    ...kinds.flatMap((kind) => Object.keys(promise[kind]).sort().map((name) => JSON.stringify({ [kind]: name, is: promise[kind][name] }))), ''].join('\n'));

export const readPromise = (file) => {
  const promise = { operation: {}, schema: {}, catalogue: {}, problem: {} };
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean).map((each) => JSON.parse(each)))
    if (line.release) promise.release = line.release;
    else for (const kind of kinds.filter((each) => line[each] !== undefined)) promise[kind][line[kind]] = line.is;
  return promise;
};
