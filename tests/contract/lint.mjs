// lint.mjs: checks openapi.yaml: the rules of OpenAPI 3.1 (redocly's), those of this project, and the words of its problems, which
// every problem that the sources raise must have.
// Usage: node lint.mjs openapi.yaml build/openapi.json
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatProblems } from '@redocly/openapi-core';
import { problemsOf } from './rules.mjs';

const [yamlFile, jsonFile] = process.argv.slice(2);
const contract = JSON.parse(readFileSync(jsonFile, 'utf8'));
const faults = [];
const fault = (place, sentence) => faults.push(`${place}: ${sentence}`);

// ---- OpenAPI ----
const problems = await problemsOf(yamlFile);
if (problems.length) {
  formatProblems(problems, { format: 'stylish', totals: { errors: problems.length, warnings: 0, ignored: 0 }, version: '' });
  faults.push(`${problems.length} of OpenAPI's own rules`);
}

// Readers of YAML 1.1 (PyYAML) take a question mark at the end of a plain word in {…} or […] for the sign of a key.
readFileSync(yamlFile, 'utf8').split('\n').forEach((line, i) => {
  if (/[^\s'"]\?\s*[,}\]]/.test(line.replace(/'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"/g, '""'))) fault(`line ${i + 1}`, 'a word that ends with a question mark is quoted');
});

// ---- what the program understands, and what generated frontends need ----
const keywords = new Set(['type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'const', 'minimum', 'maximum',
  'minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties', 'uniqueItems', 'format', 'pattern', 'description',
  'title', 'examples', 'example', 'default', '$ref', 'readOnly', 'writeOnly', 'deprecated', 'contentMediaType', 'contentEncoding']);
const catalogues = contract['x-catalogues'] ?? {};

const resolved = (thing) => (thing.$ref ? thing.$ref.slice(2).split('/').reduce((at, part) => at?.[part], contract) : thing);
const hasCode = (catalogue, code) => catalogues[catalogue]?.some((row) => row.code === code);

// The names of properties, and a sign, are no codes that anybody would show.
const uncatalogued = /\?(sort|expand|delimiter)(\/\[\])?$/;
const checkCodes = (place, schema) => {
  if (schema.pattern && !hasCode('text_pattern', schema.pattern)) fault(place, `the catalogue text_pattern does not say how to write ${schema.pattern}`);
  const catalogue = schema['x-catalogue'];
  if (schema.enum && !catalogue && !uncatalogued.test(place)) fault(place, 'an enumeration names its catalogue, x-catalogue');
  if (catalogue && !catalogues[catalogue]) return fault(place, `there is no catalogue ${catalogue}`);
  for (const code of (catalogue && schema.enum) || []) if (code !== null && !hasCode(catalogue, code)) fault(place, `${code} is not in the catalogue ${catalogue}`);
  // `x-when: {value_type: [ratio]}`: a form has this property where another one, named like its catalogue, has one of these codes.
  for (const [name, codes] of Object.entries(schema['x-when'] ?? {}))
    for (const code of codes) if (!hasCode(name, code)) fault(place, `${code} is not in the catalogue ${name}`);
};

const walk = (place, schema, isProperty) => {
  if (!schema || typeof schema !== 'object') return;
  for (const word of Object.keys(schema))
    if (!keywords.has(word) && !word.startsWith('x-')) fault(place, `the program does not know the keyword ${word}`);
  const told = { ...resolved(schema), ...schema };
  if (isProperty && !told.title) fault(place, 'a property has a title, its Vietnamese label');
  if (isProperty && !told.description) fault(place, 'a property has a description');
  if (schema.type === 'object' && schema.additionalProperties === undefined)
    fault(place, 'an object says additionalProperties: false, or the schema of a map');
  checkCodes(place, schema);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (!/^_?[a-z][a-z0-9_]*$/.test(name)) fault(`${place}/${name}`, 'names are in snake_case');
    walk(`${place}/${name}`, property, true);
  }
  if (typeof schema.additionalProperties === 'object') walk(`${place}/*`, schema.additionalProperties);
  walk(`${place}/[]`, schema.items);
};

// What a generated client sends: `?state=draft,submitted`, since a parameter that is repeated is refused.
const checkParameter = (place, { name, in: where, schema, style, explode }) => {
  walk(`${place}?${name}`, schema);
  if (where === 'query' && schema.type === 'array' && (style !== 'form' || explode !== false))
    fault(`${place}?${name}`, 'a list in a query has style: form and explode: false');
};

// What an operation refuses that came in an envelope goes back in one.
const isProblem = (response) => {
  const { 'application/problem+json': problem, 'application/json': envelope, ...others } = resolved(response).content ?? {};
  return problem?.schema.$ref?.endsWith('/Problem') && (envelope?.schema.$ref ?? '/GatewayAnswer').endsWith('/GatewayAnswer') && !Object.keys(others).length;
};
const checkAnswers = (place, responses) => {
  if (!responses.default) fault(place, 'an operation has a default answer, the problem');
  for (const [status, response] of Object.entries(responses)) {
    if (/^(default|[45])/.test(status) && !isProblem(response)) fault(`${place} ${status}`, 'what goes wrong is application/problem+json, a Problem');
    const shown = /^2/.test(status) && resolved(resolved(response).content?.['application/json']?.schema ?? { examples: [] });
    if (shown && !resolved(shown.properties?.items?.items ?? shown).examples && place !== 'get_contract_json') fault(`${place} ${status}`, 'an answer, or a row of it, has an example');
    if (response.$ref) continue;
    for (const [type, media] of Object.entries(response.content ?? {})) walk(`${place} ${status} ${type}`, media.schema);
  }
};

// `security` lists the callers: [] everybody, [{token: []}] anybody signed in, else a role, or a role at a level, each.
const checkCallers = (place, { security, description }) => {
  if (!security) return fault(place, 'an operation says who may call it, security');
  if (!security.length && !/^(Anybody|Whoever)/.test(description)) fault(place, 'the description of an open operation begins with who may call it');
  for (const roles of security.map((each) => each.token)) {
    const [role, level] = roles?.[0]?.split('@') ?? [];
    if (!roles || roles.length > 1) fault(place, 'security has one role each, or none');
    if (role && !hasCode('role', role)) fault(place, `there is no role ${role}`);
    if (level && !hasCode('level', level)) fault(place, `there is no level ${level}`);
  }
};

const segment = /^([a-z0-9]+(-[a-z0-9]+)*([.][a-z]+)*|\{[a-z_]+\}([.][a-z]+)?|[.]well-known)?$/;
for (const [name, schema] of Object.entries(contract.components.schemas)) walk(`schemas/${name}`, schema);
for (const parameter of Object.values(contract.components.parameters)) checkParameter('parameters', parameter);
for (const [path, item] of Object.entries(contract.paths)) {
  if (!path.split('/').every((part) => segment.test(part))) fault(path, 'a path is in kebab-case, its parameters in snake_case');
  for (const parameter of item.parameters ?? []) if (!parameter.$ref) checkParameter(path, parameter);
  for (const [method, operation] of Object.entries(item)) {
    if (!operation?.operationId) continue;
    const place = operation.operationId;
    if (!/^[a-z]+(_[a-z0-9]+)+$/.test(place)) fault(place, 'an operationId is verb_noun');
    if (!operation['x-vi']) fault(place, 'an operation has its name in Vietnamese, x-vi');
    if (operation.tags?.length !== 1) fault(place, 'an operation has one tag');
    checkCallers(place, operation);
    checkAnswers(place, operation.responses);
    for (const parameter of operation.parameters ?? []) if (!parameter.$ref) checkParameter(place, parameter);
    for (const [type, media] of Object.entries(operation.requestBody?.content ?? {})) for (const each of media.schema.anyOf ?? [media.schema]) walk(`${place} ${type}`, each);
    const bodies = Object.entries(operation.requestBody?.content ?? {}).filter(([type]) => /json$/.test(type));
    if (bodies.length && !bodies.some(([, media]) => media.example || media.examples || resolved(media.schema).examples)) fault(place, 'a body has an example');
    // What shows or changes a secret, and what only answers a question, is not tried.
    if (method !== 'get' && item.servers === undefined && !operation['x-no-store'] && !/^\/access-checks/.test(path)) {
      const given = JSON.stringify(operation.parameters ?? []);
      if (!given.includes('parameters/dry_run')) fault(place, 'a write has the parameter dry_run');
    }
  }
}

// ---- buttons: what moves says what its reader may do with it, alone and in its list, and what blocks the rest ----
const answerOf = (path) => resolved(contract.paths[path]?.get?.responses[200]?.content?.['application/json']?.schema ?? {});
for (const path of Object.keys(contract.paths).filter((each) => each.endsWith('/moves') && contract.paths[each].post)) {
  const thing = path.slice(0, -'/moves'.length);
  const rows = resolved(answerOf(thing.replace(/\/\{\w+\}$/, '')).properties?.items?.items ?? {});
  if (!answerOf(thing).properties?.allowed_actions) fault(thing, 'what moves has allowed_actions');
  if (rows.properties && !rows.properties.allowed_actions) fault(thing, 'the list of what moves has allowed_actions, with `expand` where they are dear');
  if (!contract.paths[`${path}/available`]?.get) fault(path, 'what moves has moves/available');
}

// ---- catalogues and tags ----
for (const [name, rows] of Object.entries(catalogues)) {
  if (new Set(rows.map((row) => row.code)).size !== rows.length) fault(`x-catalogues/${name}`, 'a code stands there twice');
  for (const row of rows) if (!row.vi || !row.en) fault(`x-catalogues/${name}/${row.code}`, 'a label has both languages');
}
for (const tag of contract.tags) if (!tag['x-vi'] || !tag['x-folder']) fault(`tags/${tag.name}`, 'a tag has x-vi and x-folder');

// ---- the words of problems: for officers, not for programmers ----
const technical = /(?<![\p{L}\p{N}_])(API|JSON|XML|token|HTTP|HTTPS|URL|database|server|null|UUID|SQL|header|cache|schema|endpoint|client|cursor|boolean|string|integer|JWT|ETag|If-Match|timeout|query|request|response|payload|debug|backend|frontend)(?![\p{L}\p{N}_])/iu;
const ofPrograms = new Set(['body_not_an_object', 'no_such_path', 'precondition_required', 'version_not_if_match']); // only who writes a program can cause and mend these
const sentences = (text) => text.replace(/\{[^}]*\}/g, 'x').split(/[.!?…](?:\s|$)/).filter((part) => part.trim()).length;
const parametersOf = (text) => text?.match(/\{[a-z_]+\}/g) ?? [];
const codes = Object.keys(contract['x-problems']);
for (let i = 1; i < codes.length; i++)
  if (codes[i - 1] > codes[i]) fault(`x-problems/${codes[i]}`, `problems stand in alphabetical order, this one before ${codes[i - 1]}`);
for (const [code, problem] of Object.entries(contract['x-problems'])) {
  const place = `x-problems/${code}`;
  for (const part of ['title', 'detail', 'remedy'])
    for (const language of ['vi', 'en'])
      if (problem[part] && !problem[part][language]) fault(place, `${part} lacks its ${language} words`);
  if (!problem.title || !problem.status) fault(place, 'a problem has a status and a title');
  const spoken = [problem.detail?.vi, problem.remedy?.vi].filter(Boolean).join(' ');
  if (sentences(spoken) > 2) fault(place, 'detail and remedy together are at most two sentences');
  for (const part of ['title', 'detail', 'remedy']) {
    const word = (problem[part]?.vi ?? '').replace(/\{[^}]*\}/g, '').match(technical);
    if (word && !ofPrograms.has(code)) fault(place, `“${word[0]}” is no word for an officer (${part}.vi)`);
  }
  for (const name of parametersOf(problem.detail?.vi))
    if (!name.endsWith('_vi}') && !parametersOf(problem.detail?.en).includes(name)) fault(place, `the English detail leaves out ${name}`);
}

// ---- codes that the sources raise have words ----
const files = (folder, ending) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name), ending) : entry.name.endsWith(ending) ? [join(folder, entry.name)] : [],
  );
const raised = [
  ['db', '.sql', /raise_problem\(\s*\d+\s*,\s*'([a-z0-9_]+)'/g],
  ['api', '.c', /problem_(?:set|take)\([^,()]+,\s*"([a-z0-9_]+)"/g],
  ['api', '.c', /problem_add\([^,()]+,[^,()]+,\s*"([a-z0-9_]+)"/g],
];
for (const [folder, ending, pattern] of raised)
  for (const file of files(folder, ending))
    for (const [, code] of readFileSync(file, 'utf8').matchAll(pattern))
      if (!contract['x-problems'][code]) fault(file, `the problem ${code} has no words in x-problems`);

for (const each of faults) console.log(each);
process.exit(faults.length ? 1 : 0);
