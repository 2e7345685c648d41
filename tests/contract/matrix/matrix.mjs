// matrix.mjs: who meets what belongs to whom, in every place of a request where an id can stand, made from openapi.yaml.
// Beyond a caller's reach an id is answered exactly as one that does not exist, headers and all; no answer holds a text of a unit
// beyond it; and what was planted stands unchanged at the end. Control: behind no wall at all both are told as leaks.
// Usage: node matrix.mjs build/openapi.json CELLS SEED both|policies|sight, beside a service; "N passed, M failed" ends it.
// MATRIX_PLACES='unit in' takes those places alone whose name says so.
// A cell is one caller, one owner, one operation and one place, asked twice: with the owner's id and with an id of nothing.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { readContract } from '../answers.mjs';
import { chanceOf } from '../fuzz/chance.mjs';
import { makeClient } from '../fuzz/client.mjs';
import { unpacked } from '../fuzz/unpacked.mjs';

const [file, cells, seed, walls] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4]), process.argv[5] ?? 'both'];
const owners = ['phuong-quyet-thang', 'thanh-pho-kon-tum', 'huyen-kon-plong', 'tinh-quang-ngai', 'cong-an-huyen-kon-plong'];
const callers = [
  'xa-doan-ket.reporter', 'xa-doan-ket.reviewer', 'xa-doan-ket.leader', 'phuong-quyet-thang.reporter', 'phuong-quyet-thang.reviewer', 'phuong-quyet-thang.leader',
  'phong-noi-vu-tp-kon-tum.reporter', 'phong-noi-vu-tp-kon-tum.reviewer', 'phong-noi-vu-tp-kon-tum.leader', 'thanh-pho-kon-tum.reporter', 'thanh-pho-kon-tum.reviewer', 'thanh-pho-kon-tum.leader',
  'thanh-pho-kon-tum.admin', 'thanh-pho-kon-tum.oversight', 'thanh-pho-kon-tum.council-1', 'huyen-kon-plong.reporter', 'huyen-kon-plong.reviewer', 'huyen-kon-plong.leader', 'huyen-kon-plong.admin',
  'huyen-kon-ray.council-1', 'xa-hieu.reporter', 'tinh-kon-tum.reviewer', 'tinh-kon-tum.admin', 'tinh-kon-tum.oversight', null,
];
const nothing = '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11';

// ---- what is planted, and who reaches whom ----
const asked = (...words) => execFileSync('psql', ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--field-separator=\t', process.env.TEST_DATABASE, ...words], { encoding: 'utf8' })
  .split('\n').filter(Boolean).map((line) => line.split('\t'));
const planted = new Map(asked('--set', `owners=${owners.join(',')}`, '--file', join(dirname(new URL(import.meta.url).pathname), 'plant.psql'))
  .map(([slug, unit, mark, canary]) => [slug, { slug, unit, mark, canary }]));
const slugOf = (account) => account?.split('.')[0];
const slugs = [...new Set([...owners, ...callers.filter(Boolean).map(slugOf)])].map((slug) => `'${slug}'`).join(',');
const units = `with s as (select distinct on (code) code as slug, unit_id as unit from app.unit_codes c where scheme = 'slug' and code in (${slugs}) order by code, valid),
  day as (select date '2025-06-16' as day)`;
const reached = new Set(asked('--command', `${units} select v.slug, o.slug from s v cross join s o cross join day join app.unit_reach r on r.viewer_id = v.unit and r.unit_id = o.unit
  where valid_from <= day and valid_to > day`).map((pair) => pair.join(' ')));
const parents = new Map(asked('--command', `${units} select s.slug, p.parent_id from s join app.unit_parents p on p.unit_id = s.unit order by p.valid`));
const ended = new Set(asked('--command', `${units} select slug from s join app.units u on u.id = s.unit cross join day where upper(u.existence) <= day`).map(([slug]) => slug));
const reaches = (account, owner) => account !== null && reached.has(`${slugOf(account)} ${owner}`);
const relationOf = (account, owner) => {
  if (account === null) return 'no unit';
  const own = slugOf(account);
  if (own === owner) return 'own';
  if (ended.has(owner)) return 'ended';
  if (reaches(account, owner)) return 'descendant';
  if (reached.has(`${owner} ${own}`)) return 'ancestor';
  if (owner === 'tinh-quang-ngai') return 'other province';
  return parents.get(own) === parents.get(owner) ? 'sibling' : 'cousin';
};
// Every table's planted rows, by owner: what must not change.
const standing = () => asked('--command', `set search_path = app; select string_agg(format('select %L, (select md5(coalesce(string_agg(t::text, '','' order by t::text), '''')) from app.%I t where t::text like ''%%chim-%%'')', relname, relname), ' union all ')
  from pg_class c where relnamespace = 'app'::regnamespace and relkind in ('r', 'p') and not relispartition and has_any_column_privilege('thidua_service', oid, 'select')
   and relname not in ('audit_entries', 'outbox', 'users') and not relname ~ '^unit'`).flatMap(([question]) => asked('--command', question));

const openPolicies = () =>
  execFileSync('psql', ['--no-psqlrc', '--quiet', process.env.TEST_DATABASE, '--command', `set client_min_messages = warning; do $$ declare kept record; begin
    for again in 1 .. 20 loop
      begin
        for kept in select tablename from pg_tables where schemaname = 'app' loop
          execute format('create policy wide_open on app.%I to thidua_service using (true) with check (true)', kept.tablename);
        end loop;
        exit;
      exception when deadlock_detected then   -- with what the service does by itself
        perform pg_sleep(0.2);
      end;
    end loop; end $$`]);
if (walls === 'sight') openPolicies();

// ---- the cells ----
const { operations, resolved } = readContract(file);
const isId = (schema) => /^(uuid|campaign-reference|indicator-reference)$/.test(schema?.format ?? '');
const isUnit = (schema) => schema?.format === 'unit-reference';
const plain = { period: '2025-6M', year: '2025', edition: '1', award_type: 'GK_H', form: '0601', catalogue: 'unit_kind' };
const writes = ({ method }) => method !== 'GET';
const closed = operations.filter(({ source, id, path }) => !/x-streams/.test(JSON.stringify(source)) && !/^\/(auth|me\/password|openapi)\b/.test(path) && !/^get_contract/.test(id));

const parametersOf = ({ shared, source }) => [...shared, ...(source.parameters ?? [])].map(resolved);
const queryOf = (operation) => parametersOf(operation).filter(({ in: where }) => where === 'query')
  .map((each) => ({ ...each, one: resolved(resolved(each.schema)?.items) ?? resolved(each.schema) }));
const namesIn = (path) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
const holdsId = (operation, name) => {
  const schema = resolved(parametersOf(operation).find((each) => each.in === 'path' && each.name === name)?.schema);
  return !plain[name] && (!schema || isId(schema) || schema.format === undefined) && name !== 'unit' && name !== 'code' && name !== 'file' && name !== 'picture_key' && name !== 'check_code';
};
// A path with `id` in the places of ids, or only in that of `only`; a reachable campaign and the caller's unit where nothing is asked.
const pathWith = (operation, id, account, only) => operation.base + operation.path.replace(/\{(\w+)\}/g, (_, name) => {
  if (holdsId(operation, name)) return only === undefined || only === name ? id : only === null && name === 'campaign' ? 'code:KT-2025' : nothing;
  return name === 'unit' ? `code:${slugOf(account) ?? 'xa-doan-ket'}` : (plain[name] ?? 'x');
});
const bodyOf = ({ source }) => {
  const content = resolved(source.requestBody)?.content?.['application/json'];
  return content ? { example: content.example ?? {}, schema: content.schema } : undefined;
};
// Where in a body an id may stand, or what else `wanted` says: [path of keys].
const idsIn = (given, wanted = isId, at = [], depth = 0) => {
  const schema = resolved(given) ?? {};
  if (depth > 4) return [];
  if (wanted(schema)) return [at];
  if (schema.oneOf ?? schema.anyOf ?? schema.allOf) return (schema.oneOf ?? schema.anyOf ?? schema.allOf).flatMap((each) => idsIn(each, wanted, at, depth + 1));
  if (schema.items) return idsIn(schema.items, wanted, [...at, 0], depth + 1);
  return Object.entries(schema.properties ?? {}).flatMap(([name, each]) => idsIn(each, wanted, [...at, name], depth + 1));
};
const placed = (value, [key, ...rest], id) => {
  if (key === undefined) return id;
  if (key === 0) return [placed(Array.isArray(value) ? value[0] : undefined, rest, id)];
  return { ...(value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}), [key]: placed(value?.[key], rest, id) };
};
const written = (value) => (value === undefined ? undefined : JSON.stringify(value));

// {place, make(id, account, owner) → request}
const placesOf = (operation) => {
  const places = [];
  const add = (place, make) => places.push({ operation, place, make });
  const body = bodyOf(operation);
  const headers = { ...(body ? { 'Content-Type': 'application/json' } : {}), ...(writes(operation) ? { 'If-Match': '*' } : {}) };
  const base = (path, more = {}) => ({ method: operation.method, path, headers: { ...headers, ...more }, body: body && written(body.example) });
  const ids = namesIn(operation.path).filter((name) => holdsId(operation, name));
  const withoutIds = ids.every((name) => name === 'campaign');
  if (ids.length) {
    add('path', (id, account) => base(pathWith(operation, id, account)));
    if (ids.length > 1) for (const name of ids) add(`nested ${name}`, (id, account) => base(pathWith(operation, id, account, name)));
    if (operation.method === 'POST') add('idempotency key', (id, account) => base(pathWith(operation, id, account), { 'Idempotency-Key': `matrix-${operation.id}` }));
    if (/dry_run/.test(JSON.stringify(operation.source.parameters ?? ''))) add('rehearsal', (id, account) => base(`${pathWith(operation, id, account)}?dry_run=true`));
  }
  const types = Object.keys(resolved(operation.source.responses?.['200'])?.content ?? {}).filter((type) => type !== 'application/json');
  if (operation.method === 'GET') {
    if (!ids.length) add('list', (id, account) => ({ ...base(pathWith(operation, id, account)), same: true }));
    for (const type of types) add(`export ${type}`, (id, account) => ({ ...base(pathWith(operation, id, account), { Accept: type }), same: !ids.length }));
    for (const each of queryOf(operation)) {
      const schema = resolved(each.schema);
      if (each.name === 'expand') for (const value of resolved(schema.items)?.enum ?? schema.enum ?? []) add(`expand ${value}`, (id, account) => base(`${pathWith(operation, id, account)}?expand=${value}`));
      if (withoutIds && each.name === 'q') add('search', (id, account) => ({ ...base(`${pathWith(operation, id, account, null)}?q=chim`), same: true }));
    }
  }
  for (const { name, one } of queryOf(operation)) {
    if (isId(one) && withoutIds) add(`filter ${name}`, (id, account) => base(`${pathWith(operation, id, account, null)}?${name}=${id}`));
    if (isId(one) && !withoutIds) add(`filter ${name} and path`, (id, account) => base(`${pathWith(operation, id, account)}?${name}=${id}`));
    if (isUnit(one)) add(`unit in filter ${name}`, (id, account, owner) => ({ ...base(`${pathWith(operation, id, account, null)}?${name}=code:${owner.slug}`), same: true }));
  }
  // All may know that there is a unit: what is asked of it is heard, and not compared with one of nothing.
  if (/\{unit\}/.test(operation.path)) add('unit in path', (id, account, owner) => ({ ...base(pathWith(operation, id, null).replace('code:xa-doan-ket', `code:${owner.slug}`)), same: true }));
  if (body && withoutIds) for (const at of idsIn(body.schema, isUnit))
    add(`unit in body ${at.join('/')}`, (id, account, owner) => ({ ...base(pathWith(operation, id, account, null)), body: written(placed(body.example, at, `code:${owner.slug}`)), same: true, named: true }));
  if (body) for (const at of idsIn(body.schema)) {
    const place = `body ${at.join('/')}`;
    if (withoutIds) add(place, (id, account) => ({ ...base(pathWith(operation, id, account, null)), body: written(placed(body.example, at, id)) }));
    else add(`${place} and path`, (id, account) => ({ ...base(pathWith(operation, id, account)), body: written(placed(body.example, at, id)) }));
  }
  // With the caller's own thing in the path: what a body names, or what stands behind it in the path, may be anybody's.
  const own = (account) => planted.get(slugOf(account))?.mark;
  const late = (place, make) => places.push({ operation, place, late: true, make });
  if (ids.length && body) for (const at of idsIn(body.schema)) late(`body ${at.join('/')} on an own path`, (id, account) => ({ ...base(pathWith(operation, own(account), account)), body: written(placed(body.example, at, id)) }));
  if (ids.length && body) for (const at of idsIn(body.schema, isUnit))
    late(`unit in body ${at.join('/')} on an own path`, (id, account, owner) => ({ ...base(pathWith(operation, own(account), account)), body: written(placed(body.example, at, `code:${owner.slug}`)), same: true, named: true }));
  if (ids.length > 1) late('nested in an own thing', (id, account) => base(pathWith(operation, id, account).replace(id, own(account))));
  return places;
};

const chance = chanceOf(seed);
const wanted = new RegExp(process.env.MATRIX_PLACES ?? '');
const all = [];
for (const place of closed.flatMap(placesOf).filter(({ place }) => wanted.test(place))) for (const account of callers) for (const owner of owners)
  if (place.late ? planted.has(slugOf(account)) && !reaches(account, owner) : !(reaches(account, owner) && writes(place.operation))) all.push({ ...place, account, owner: planted.get(owner) });
const chosen = cells >= all.length ? all : Array.from({ length: cells }, () => chance.pick(all));

// ---- asking ----
const client = makeClient(4);
const send = async ({ account, ...request }, left = 20) => {
  const token = account && (await client.tokenOf(account));
  const answer = await client.send({ ...request, headers: { ...request.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) } });
  if ((!answer.lost && answer.status !== 503) || !left) return answer;
  await new Promise((resolve) => setTimeout(resolve, 300));
  return send({ account, ...request }, left - 1);
};
// What differs by itself: ids of requests, the hour, how long it took, and lengths of bodies that tell the hour.
const varying = /^(date|x-request-id|traceparent|server-timing|content-length|connection|keep-alive|retry-after|ratelimit.*)$/;
const headersOf = (answer) => Object.entries(answer.headers ?? {}).filter(([name]) => !varying.test(name)).map((header) => header.join(': ')).sort().join('\n');
const told = (answer, id) => {
  const text = `${answer.body?.toString() ?? answer.lost ?? ''}\n${headersOf(answer)}`;
  return `${answer.status} ${text.replaceAll(id, '<id>').replace(/"(request_id|instance|generated_at|checked_at|updated_until|as_of|now)": ?"[^"]*"/g, '"$1":""')}`;
};
const ofNothing = new Map();
const answerOfNothing = ({ operation, place, account }, request) => {
  const key = `${operation.method} ${operation.path} ${place} ${account}`;
  if (!ofNothing.has(key)) ofNothing.set(key, send(request));
  return ofNothing.get(key);
};

let failed = new Map();
const counts = new Map();
const statuses = new Map();
const named = new Map();
let own = 0;
const fail = (cell, what) => {
  const name = `${cell.operation.id} by ${cell.place}`;
  failed.set(name, [...(failed.get(name) ?? []), `${cell.account ?? 'nobody'} and ${cell.owner.slug} (${relationOf(cell.account, cell.owner.slug)}): ${what}`]);
};
const visit = async (cell, again = false) => {
  const { account, owner, make } = cell;
  const relation = relationOf(account, owner.slug);
  const request = make(owner.mark, account, owner);
  const answer = await send({ ...request, account });
  const text = `${answer.body ? unpacked(answer.body) : ''}\n${headersOf(answer)}`;
  if (!again) {
    counts.set(relation, (counts.get(relation) ?? 0) + 1);
    statuses.set(answer.status ?? 'lost', (statuses.get(answer.status ?? 'lost') ?? 0) + 1);
  }
  for (const other of planted.values()) if (!reaches(account, other.slug) && text.includes(other.canary)) return fail(cell, `holds ${other.canary}: ${text.slice(0, 200)}`);
  if (request.named && answer.status < 300) named.set(`${cell.operation.id} ${cell.place}`, (named.get(`${cell.operation.id} ${cell.place}`) ?? 0) + 1);
  if (reaches(account, owner.slug)) return void (own += text.includes(owner.canary));
  if (answer.status >= 500 && walls === 'both' && !cell.late) return fail(cell, `${answer.status} ${text.slice(0, 300)}`);
  if (request.same || walls === 'sight') return;
  const other = await (again ? send({ ...make(nothing, account, owner), account }) : answerOfNothing(cell, { ...make(nothing, account, owner), account }));
  if (answer.status < 300 && other.status < 300 && writes(cell.operation)) return;
  if (told(answer, owner.mark) === told(other, nothing)) return;
  if (!again) return cell.again.push(cell);
  fail(cell, `${told(answer, owner.mark).slice(0, 300)}\n        but of nothing ${told(other, nothing).slice(0, 300)}`);
};

for (const account of new Set(callers.filter(Boolean))) for (let left = 20; left && !(await client.signIn(account)); left -= 1) await new Promise((resolve) => setTimeout(resolve, 300));
const before = standing();
const began = Date.now();
const walk = async (order) => {
  const doubtful = [];
  await Promise.all(Array.from({ length: 4 }, async () => {
    for (let cell = order.shift(); cell; cell = order.shift()) await visit({ ...cell, again: doubtful });
  }));
  for (const cell of doubtful) await visit(cell, true); // lists change meanwhile: asked once more, both at once and alone
};
await walk(chosen.filter(({ late }) => !late));
const after = new Map(standing());
for (const [table, rows] of before) if (after.get(table) !== rows) failed.set(`rows of ${table}`, ['changed']);
await walk(chosen.filter(({ late }) => late)); // these change what is the caller's own

// Behind no wall at all the same questions must be told as what they are.
let control;
const unwalled = async () => {
  const [found, order] = [failed, closed.flatMap(placesOf).filter(({ operation, place }) => !writes(operation) && /^(path|list)$/.test(place))];
  failed = new Map();
  openPolicies();
  ofNothing.clear();
  await walk(Array.from({ length: 200 }, () => ({ ...chance.pick(order), account: 'xa-doan-ket.reporter', owner: planted.get('tinh-quang-ngai') })));
  const leaks = [...failed.values()].flat(), heard = leaks.filter((leak) => leak.includes(': holds ')).length;
  failed = found;
  control = `200 cells of the control, behind no wall: ${heard} hold a foreign text, ${leaks.length - heard} differ from what is not there`;
  if (!heard || heard === leaks.length) failed.set('the control', ['behind no wall nothing is told']);
};
const report = [
  `relations: ${[...counts].sort().map(([name, times]) => `${name} ${times}`).join(', ')}; own texts seen ${own}`,
  `units beyond reach named by writes that were done: ${[...named].sort().map(([name, times]) => `${name} ${times}`).join(', ') || 'none'}`,
  `statuses: ${[...statuses].sort().map(([status, times]) => `${status} ${times}`).join(', ')}`,
];
if (walls === 'policies') await unwalled();
if (control) report.push(control);
client.close();

for (const [name, faults] of failed) {
  console.log(`not ok ${name}: ${faults.length}`);
  for (const fault of faults.slice(0, 3)) console.log(`    ${fault}`);
}
if (client.gone().length) console.log(`accounts that cannot sign in: ${client.gone().join(', ')}`);
report.forEach((line) => console.log(line));
console.log(`${chosen.length} cells of ${all.length}, ${closed.length} operations, walls ${walls}, seed ${seed}, ${((Date.now() - began) / 1000).toFixed(0)} s`);
console.log(`${chosen.length - [...failed.values()].reduce((sum, faults) => sum + faults.length, 0)} passed, ${[...failed.values()].reduce((sum, faults) => sum + faults.length, 0)} failed`);
process.exitCode = failed.size || own === 0 ? 1 : 0;
