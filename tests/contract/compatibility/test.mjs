// test.mjs: each kind of change that breaks a client is found and named, compatible ones pass; on a small contract, and on the real
// one, where every operation, property and code that is taken away is missed.
// Usage: node test.mjs build/openapi.json; the last line is "N passed, M failed".
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { breaksOf } from './breaks.mjs';
import { promiseOf, readPromise, writePromise } from './promise.mjs';

const small = () => ({
  info: { version: '1.0.0' },
  servers: [{ url: '/api/v1' }],
  paths: {
    '/things/{thing}': {
      parameters: [{ name: 'thing', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
      get: {
        operationId: 'get_thing',
        security: [{ token: ['reviewer@province'] }, { token: ['leader'] }],
        parameters: [
          { name: 'state', in: 'query', schema: { type: 'array', maxItems: 5, items: { type: 'string', enum: ['draft', 'done'], 'x-catalogue': 'thing_state' } } },
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 500, default: 50 } },
          { name: 'day', in: 'query', schema: { type: 'string' } },
        ],
        responses: {
          200: {
            headers: { ETag: {} },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } }, 'text/csv': { schema: { type: 'string' } } },
          },
          404: { content: {} },
        },
      },
      patch: {
        operationId: 'update_thing',
        security: [{ token: [] }],
        'x-body-limit': 1000,
        requestBody: { content: { 'application/json': { schema: { anyOf: [{ $ref: '#/components/schemas/ThingPatch' }, { $ref: '#/components/schemas/ThingMove' }] } } } },
        responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } } },
      },
    },
    '/open': { get: { operationId: 'get_open', security: [], responses: { 200: { content: { 'text/plain': { schema: { type: 'string' } } } } } } },
  },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'state'],
        properties: {
          id: { type: 'string', format: 'uuid' },
          state: { type: 'string', enum: ['draft', 'done'], 'x-catalogue': 'thing_state' },
          kind: { type: 'string', enum: ['law'], 'x-catalogue': 'kind' },
          count: { type: ['integer', 'null'], maximum: 10 },
          title: { type: 'string', maxLength: 100 },
          parent: { $ref: '#/components/schemas/Thing' },
          notes: { type: 'object', additionalProperties: { type: 'string' } },
        },
      },
      ThingMove: { type: 'object', properties: { to: { type: 'string' } } },
    ThingPatch: {
        type: 'object',
        additionalProperties: false,
        required: ['title'],
        minProperties: 1,
        properties: {
          title: { type: 'string', minLength: 1, maxLength: 100 },
          count: { type: 'integer', minimum: 0 },
          amount: { type: 'number' },
          kind: { type: 'string', enum: ['law', 'plan'], 'x-catalogue': 'kind' },
          tags: { type: 'array', items: { type: 'string' } },
          parts: { type: 'object', additionalProperties: { type: ['string', 'null'] } },
        },
      },
    },
  },
  'x-catalogues': { thing_state: [{ code: 'draft' }, { code: 'done' }], kind: [{ code: 'law' }, { code: 'plan' }] },
  'x-problems': { not_found: { status: 404 } },
});
const get = (contract) => contract.paths['/things/{thing}'].get;
const patch = (contract) => contract.paths['/things/{thing}'].patch;
const bodies = (contract) => patch(contract).requestBody.content['application/json'].schema.anyOf;
const given = (contract) => contract.components.schemas.Thing;
const taken = (contract) => contract.components.schemas.ThingPatch;

// What is done to the contract, and words of what is said of it; without words it breaks nobody.
const changes = [
  ['a path is taken away', (c) => delete c.paths['/open'], 'GET /api/v1/open is gone'],
  ['an operation is taken away', (c) => delete c.paths['/things/{thing}'].patch, 'PATCH /api/v1/things/{thing} is gone'],
  ['a path is renamed', (c) => { c.paths['/opened'] = c.paths['/open']; delete c.paths['/open']; }, 'GET /api/v1/open is gone'],
  ['the server moves', (c) => (c.servers[0].url = '/api/v2'), 'GET /api/v1/open is gone'],
  ['an operation is renamed', (c) => (get(c).operationId = 'read_thing'), 'now called read_thing'],
  ['a path and an operation are added', (c) => (c.paths['/more'] = { get: { ...c.paths['/open'].get, operationId: 'get_more' } })],

  ['a role is no longer let in', (c) => get(c).security.pop(), 'no longer lets in leader'],
  ['a role is narrowed to a level', (c) => (get(c).security[1] = { token: ['leader@province'] }), 'no longer lets in leader'],
  ['a level of a role is widened', (c) => (get(c).security[0] = { token: ['reviewer'] })],
  ['a role is added', (c) => get(c).security.push({ token: ['reporter'] })],
  ['roles become everybody signed in', (c) => (get(c).security = [{ token: [] }])],
  ['everybody signed in becomes a role', (c) => (patch(c).security = [{ token: ['leader'] }]), 'no longer lets in everybody signed in'],
  ['what was open wants a token', (c) => (c.paths['/open'].get.security = [{ token: [] }]), 'now wants a token'],
  ['a token is no longer wanted', (c) => (patch(c).security = [])],

  ['a parameter is taken away', (c) => get(c).parameters.pop(), 'query day is no longer taken'],
  ['a parameter is required', (c) => (get(c).parameters[2].required = true), 'query day is now required'],
  ['a parameter is new and required', (c) => get(c).parameters.push({ name: 'year', in: 'query', required: true, schema: { type: 'integer' } }), 'query year is new and required'],
  ['a parameter is new', (c) => get(c).parameters.push({ name: 'year', in: 'query', schema: { type: 'integer' } })],
  ['a version is wanted', (c) => (patch(c).parameters = [{ name: 'If-Match', in: 'header', schema: { type: 'string' } }]), 'answered 428'],
  ['a parameter loses a value', (c) => get(c).parameters[0].schema.items.enum.pop(), 'no longer takes "done"'],
  ['a parameter gains a value', (c) => get(c).parameters[0].schema.items.enum.push('gone')],
  ['a parameter is held to a format', (c) => (get(c).parameters[2].schema.format = 'date'), 'taken in another form (format was free, is date)'],
  ['a parameter is held to a pattern', (c) => (get(c).parameters[2].schema.pattern = '^a'), 'taken in another form (pattern'],
  ['a parameter is held to values', (c) => (get(c).parameters[2].schema.enum = ['a']), 'takes certain values only'],
  ['a limit goes down', (c) => (get(c).parameters[1].schema.maximum = 100), 'takes less (maximum was 500, is 100)'],
  ['a limit goes up', (c) => (get(c).parameters[1].schema.maximum = 1000)],
  ['a least goes up', (c) => (get(c).parameters[1].schema.minimum = 2), 'takes less (minimum was 1, is 2)'],
  ['a default changes', (c) => (get(c).parameters[1].schema.default = 20), 'means something else'],
  ['fewer values at once', (c) => (get(c).parameters[0].schema.maxItems = 2), 'takes less (maxItems'],
  ['values must differ', (c) => (get(c).parameters[0].schema.uniqueItems = true), 'takes less (uniqueItems'],

  ['a body is required', (c) => (patch(c).requestBody.required = true), 'now wants a body'],
  ['a body is taken no longer', (c) => delete patch(c).requestBody, 'no longer takes a body'],
  ['a type of body is taken no longer', (c) => { patch(c).requestBody.content = { 'text/csv': { schema: { type: 'string' } } }; }, 'no longer takes application/json'],
  ['a type of body is added', (c) => (patch(c).requestBody.content['text/csv'] = { schema: { type: 'string' } })],
  ['one of several bodies is taken no longer', (c) => bodies(c).pop(), 'is no longer taken as ThingMove'],
  ['one of several bodies takes less', (c) => delete c.components.schemas.ThingMove.properties.to && (c.components.schemas.ThingMove.additionalProperties = false), '/to is no longer taken'],
  ['another body is taken', (c) => bodies(c).push({ $ref: '#/components/schemas/Thing' })],
  ['a body may be less long', (c) => (patch(c)['x-body-limit'] = 10), 'takes a smaller body'],
  ['a property of a body is taken no longer', (c) => delete taken(c).properties.tags, '/tags is no longer taken'],
  ['a property of a body is new', (c) => (taken(c).properties.more = { type: 'string' })],
  ['a property of a body is new and required', (c) => { taken(c).properties.more = { type: 'string' }; taken(c).required.push('more'); }, '/more is now required'],
  ['a property of a body is required', (c) => taken(c).required.push('kind'), '/kind is now required'],
  ['a property of a body is not required any more', (c) => taken(c).required.pop()],
  ['a text of a body may be less long', (c) => (taken(c).properties.title.maxLength = 50), '/title takes less (maxLength was 100, is 50)'],
  ['a text of a body has a limit', (c) => (taken(c).properties.tags.items.maxLength = 50), '/tags[] takes less (maxLength was free, is 50)'],
  ['a text of a body is longer at least', (c) => (taken(c).properties.title.minLength = 2), '/title takes less (minLength'],
  ['a number becomes whole', (c) => (taken(c).properties.amount.type = 'integer'), '/amount is no longer taken as number'],
  ['a whole number may be any', (c) => (taken(c).properties.count.type = 'number')],
  ['a type changes', (c) => (taken(c).properties.title.type = 'object'), '/title is no longer taken as string'],
  ['null is taken no longer', (c) => (taken(c).properties.parts.additionalProperties.type = 'string'), '/parts/* is no longer taken as null'],
  ['null is taken', (c) => (taken(c).properties.title.type = ['string', 'null'])],
  ['a map takes no more names', (c) => (taken(c).properties.parts = { type: 'object', additionalProperties: false }), '/parts takes no further names'],
  ['a property can no longer be written', (c) => (taken(c).properties.kind.readOnly = true), '/kind can no longer be written'],
  ['a code is taken no longer', (c) => taken(c).properties.kind.enum.pop(), '/kind no longer takes "plan"'],
  ['a code is taken', (c) => taken(c).properties.kind.enum.push('decree')],

  ['a status is answered no longer', (c) => delete get(c).responses[404], 'no longer answers 404'],
  ['another success is answered', (c) => (patch(c).responses[202] = { content: {} }), 'may now answer 202'],
  ['another problem is answered', (c) => (patch(c).responses[409] = { content: {} })],
  ['a header is gone', (c) => delete get(c).responses[200].headers.ETag, 'no longer has the header ETag'],
  ['a format is gone', (c) => delete get(c).responses[200].content['text/csv'], 'no longer there as text/csv'],
  ['a format is added', (c) => (get(c).responses[200].content['text/html'] = { schema: { type: 'string' } })],
  ['a property is gone', (c) => delete given(c).properties.title, '/title is no longer there'],
  ['a property is new', (c) => (given(c).properties.more = { type: 'string' })],
  ['a property may be missing', (c) => given(c).required.pop(), '/state may now be missing'],
  ['a property is always there', (c) => given(c).required.push('title')],
  ['a property may be null', (c) => (given(c).properties.title.type = ['string', 'null']), '/title may now be null'],
  ['a property is null no longer', (c) => (given(c).properties.count.type = 'integer')],
  ['a whole number gets decimals', (c) => (given(c).properties.count.type = ['number', 'null']), '/count may now be number'],
  ['a format of a property changes', (c) => (given(c).properties.id.format = 'uri'), '/id has another form (format was uuid, is uri)'],
  ['a format of a property is lost', (c) => delete given(c).properties.id.format, '/id has another form (format was uuid, is free)'],
  ['a text may be longer', (c) => (given(c).properties.title.maxLength = 200), '/title may now be more'],
  ['a text is shorter', (c) => (given(c).properties.title.maxLength = 50)],
  ['a number may be larger', (c) => delete given(c).properties.count.maximum, '/count may now be more'],
  ['a state is new', (c) => given(c).properties.state.enum.push('lost'), '/state may now be "lost"'],
  ['a state does not happen any more', (c) => given(c).properties.state.enum.pop()],
  ['a kind is new', (c) => { given(c).properties.kind.enum.push('decree'); c['x-catalogues'].kind.push({ code: 'decree' }); }],
  ['a code becomes any text', (c) => delete given(c).properties.kind.enum, '/kind may now be anything'],
  ['a code has another catalogue and more values', (c) => (given(c).properties.kind = { type: 'string', enum: ['law', 'x'], 'x-catalogue': 'other' }), '/kind may now be "x"'],
  ['an object gets any names', (c) => (given(c).additionalProperties = { type: 'string' }), 'may now have any name'],
  ['a map holds other things', (c) => (given(c).properties.notes.additionalProperties.type = 'number'), '/notes/* may now be number'],

  ['a catalogue is gone', (c) => delete c['x-catalogues'].kind, 'catalogue kind is gone'],
  ['a code has no label any more', (c) => c['x-catalogues'].kind.pop(), 'catalogue kind no longer has plan'],
  ['a problem is gone', (c) => delete c['x-problems'].not_found, 'problem not_found is gone'],
  ['a problem has another status', (c) => (c['x-problems'].not_found.status = 410), 'problem not_found was 404, is 410'],
  ['a problem is new', (c) => (c['x-problems'].other = { status: 409 })],
];

let passed = 0;
let failed = 0;
const verdict = (name, good, found) => {
  if (good) passed += 1;
  else {
    failed += 1;
    console.log(`not ok ${name}\n    ${found.join('\n    ') || 'nothing is said'}`);
  }
};

for (const [name, change, expected] of changes) {
  const contract = small();
  change(contract);
  const found = breaksOf(promiseOf(small()), promiseOf(contract));
  verdict(name, expected ? found.some((each) => each.includes(expected)) : !found.length, found);
}

// ---- what a release announced to go ----
const going = small();
Object.assign(going.paths['/open'].get, { deprecated: true, 'x-deprecated': '2030-01-01', 'x-sunset': '2031-01-01' });
const without = small();
delete without.paths['/open'];
const left = (day) => breaksOf(promiseOf(going), promiseOf(without), day);
verdict('what was announced to go stays until its day', left('2030-12-31').some((each) => each.includes('was to stay until 2031-01-01')), left('2030-12-31'));
verdict('and goes on it', !left('2031-01-01').length, left('2031-01-01'));
verdict('an announcement breaks nobody', !breaksOf(promiseOf(small()), promiseOf(going)).length, []);

// ---- the real contract ----
const real = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const released = promiseOf(real);
const changed = (change) => {
  const present = structuredClone(released);
  change(present);
  return breaksOf(released, present);
};
verdict('the contract keeps what it promises', !breaksOf(released, promiseOf(real)).length, breaksOf(released, promiseOf(real)));

const folder = mkdtempSync(join(tmpdir(), 'promise-'));
writePromise(join(folder, 'released'), released);
const read = readPromise(join(folder, 'released'));
rmSync(folder, { recursive: true });
verdict('a promise is read as it was written', !breaksOf(read, released).length && !breaksOf(released, read).length && read.release.version === real.info.version, []);

for (const part of ['operation', 'catalogue', 'problem']) {
  const names = Object.keys(released[part]);
  const found = changed((present) => (present[part] = {}));
  verdict(`all ${names.length} of ${part} are missed`, found.length === names.length && names.length > 0, found.slice(0, 5));
}

// Every property that leads to no other schema, at once: those in between have to stay, so that what lies behind them is reached.
const leaves = Object.entries(released.schema).flatMap(([schema, { properties = {}, additionalProperties }]) =>
  Object.keys(properties).filter((name) => typeof additionalProperties !== 'object' && !JSON.stringify(properties[name]).includes('$ref')).map((name) => `${schema}/${name}`),
);
const missed = new Set(
  changed((present) => {
    for (const [schema, name] of leaves.map((each) => each.split('/'))) delete present.schema[schema].properties[name];
  }).flatMap((each) => each.match(/[A-Za-z]+\/\w+(?= is no longer (there|taken))/g) ?? []),
);
const unheeded = leaves.filter((each) => !missed.has(each));
verdict(`all ${leaves.length} properties are missed`, !unheeded.length && leaves.length > 0, unheeded.slice(0, 10));

// ---- the command: what may break, and when ----
const commanded = (was, is, ...words) => {
  const place = mkdtempSync(join(tmpdir(), 'promise-'));
  const present = { ...small(), info: { version: is } };
  delete present.paths['/open'];
  if (was) writePromise(join(place, 'released'), promiseOf({ ...small(), info: { version: was } }));
  writeFileSync(join(place, 'openapi.json'), JSON.stringify(present));
  const { status, stdout } = spawnSync(process.execPath, [new URL('diff.mjs', import.meta.url).pathname, join(place, 'released'), join(place, 'openapi.json'), ...words], { encoding: 'utf8' });
  const kept = existsSync(join(place, 'released')) ? readPromise(join(place, 'released')).release.version : undefined;
  rmSync(place, { recursive: true });
  return { status, stdout, kept };
};
for (const [name, given, expected] of [
  ['nothing is held against no release', [undefined, '0.1.0'], { status: 0, words: /nothing is released/ }],
  ['before 1.0 a break is told', ['0.1.0', '0.2.0'], { status: 0, words: /GET .* is gone[^]*1 change/, kept: '0.1.0' }],
  ['after 1.0 a break is refused', ['1.0.0', '1.1.0'], { status: 1, words: /GET .* is gone/, kept: '1.0.0' }],
  ['a release that breaks is not kept', ['1.0.0', '1.1.0', '--release'], { status: 1, words: /is gone/, kept: '1.0.0' }],
  ['another first number may break', ['1.9.0', '2.0.0', '--release'], { status: 0, words: /is now 2\.0\.0/, kept: '2.0.0' }],
  ['the first release is kept', [undefined, '1.0.0', '--release'], { status: 0, words: /is now 1\.0\.0/, kept: '1.0.0' }],
]) {
  const { status, stdout, kept } = commanded(...given);
  verdict(name, status === expected.status && expected.words.test(stdout) && kept === expected.kept, [`${status} ${stdout}`]);
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
