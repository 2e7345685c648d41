// answers.mjs: openapi.yaml's operations, and whether an answer of the service is one that the contract allows.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const methods = ['get', 'put', 'post', 'patch', 'delete'];
const escaped = (part) => part.replace(/~/g, '~0').replace(/\//g, '~1');
const literals = (operation) => operation.segments.filter((segment) => !segment.startsWith('{')).length;

// A segment may hold text beside its parameter: `{campaign}.csv`.
const fits = (segment, part) =>
  segment.includes('{')
    ? new RegExp(`^${segment.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]*\}/g, '.+')}$`).test(part)
    : segment === part;

// A code whose message is the code itself has no words in x-problems.
const wordless = (value) =>
  value === null || typeof value !== 'object'
    ? []
    : [
        ...(typeof value.code === 'string' && value.code === (value.message ?? value.detail) ? [`${value.code} has no words`] : []),
        ...Object.values(value).flatMap(wordless),
      ];

// `operations`, `operationOf(method, path)`, `judged(exchange)` of the contract in a JSON file.
export const readContract = (file) => {
  const contract = JSON.parse(readFileSync(file, 'utf8'));

  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  addFormats(ajv);
  for (const reference of ['unit-reference', 'campaign-reference', 'indicator-reference']) ajv.addFormat(reference, true);
  ajv.addSchema(contract, 'contract');

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
        source: item[method],
        path: template,
        base,
        shared: item.parameters ?? [],
      });
    }
  }
  operations.sort((one, other) => literals(other) - literals(one));

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
  const validators = new Map();
  const schemaFaults = (pointer, value) => {
    if (!validators.has(pointer)) validators.set(pointer, ajv.compile({ $ref: `contract#${encodeURI(pointer)}` }));
    const valid = validators.get(pointer);
    return valid(value) ? [] : valid.errors.map((fault) => `${fault.instancePath || '/'} ${fault.message} ${JSON.stringify(fault.params)}`);
  };

  const problemFaults = ({ status, type, body }) => {
    if (type !== 'application/problem+json') return [`a problem came as ${type || 'nothing'}`];
    const problem = JSON.parse(body);
    const faults = schemaFaults('/components/schemas/Problem', problem);
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
    if (status >= 400 && !resolved(declared).content?.[type]?.schema?.$ref?.endsWith('/GatewayAnswer')) return problemFaults(exchange);
    const response = resolved(declared);
    const pointer = pointerOf(declared, `${operation.pointer}/responses/${operation.responses[status] ? status : 'default'}`);
    const content = response.content ?? {};
    const empty = Object.keys(content).length && !exchange.minimal && !/ndjson$/.test(type); // no rows are no lines
    if (!length) return empty ? ['the body is empty'] : [];
    const media = content[type] ? type : Object.keys(content).find((name) => name === '*/*' || name === `${type.split('/')[0]}/*`);
    if (!media) return [`${type} is not among ${Object.keys(content).join(', ') || 'no content at all'}`];
    if (!content[media].schema || body === null) return [];
    const schema = `${pointer}/content/${escaped(media)}/schema`;
    if (/[/+]json$/.test(type)) return [...schemaFaults(schema, JSON.parse(body)), ...wordless(JSON.parse(body))];
    if (/ndjson$/.test(type)) {
      const rows = rowPointer(`${pointer}/content/${escaped('application/json')}/schema`, content['application/json']?.schema);
      return rows ? body.split('\n').filter(Boolean).flatMap((line) => schemaFaults(rows, JSON.parse(line))) : [];
    }
    return [];
  };

  // Faults of one exchange {method, path, status, type, body, length, minimal}; its operation is undefined where none has the path.
  const judged = (exchange) => {
    const operation = operationOf(exchange.method, exchange.path);
    try {
      if (operation) return { operation, faults: answerFaults(operation, exchange) };
      if (exchange.status < 400) return { faults: ['no operation has this path'] };
      return { faults: exchange.method === 'HEAD' ? [] : problemFaults(exchange) };
    } catch (fault) {
      return { operation, faults: [String(fault)] };
    }
  };

  return { contract, operations, operationOf, resolved, judged };
};
