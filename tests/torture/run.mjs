// run.mjs: makes calls of the service to others fail, one at a time, and judges what its clients then see.
// For every step of the scenario the calls it makes are heard; each is then made to fail once while the step is asked again.
// Whatever fails: the service lives (memory aside, see below), its answer is what it would have been or a problem 500 or
// 503 as the contract has it, the work is wholly done or not at all and never claimed when it is not, nothing leaks or
// hangs, and the next request is answered.
// An allocation of our own that fails ends the process by its line `out_of_memory`, at once and with nothing half done.
// Usage: run.mjs SAMPLE SEED [STEP…]   SAMPLE: calls made to fail, 0 for all; beside a template database (tests/run)
import { execFileSync, spawn } from 'node:child_process';
import { openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { inflateRawSync } from 'node:zlib';
import { readContract } from '../contract/answers.mjs';
import { chanceOf } from '../contract/fuzz/chance.mjs';
import { prepare } from './scenario.mjs';

const { TEST_FOLDER: folder, TEST_DATABASE: database, TORTURE_PROGRAM: program = 'build/torture/thidua' } = process.env;
const [sample, seed] = process.argv.slice(2, 4).map(Number), named = process.argv.slice(4);
const { judged } = readContract('build/openapi.json');
const patience = 20000, log = `${folder}/torture.service.log`, door = `${folder}/torture.door`;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const callsOf = (kind) => new Set([...readFileSync('tests/torture/calls.h', 'utf8').matchAll(new RegExp(`^${kind}\\((\\w+),`, 'gm'))].map(([, name]) => name));
const lacking = callsOf('LACKS'), closing = callsOf('CLOSES'), reading = callsOf('READS');

const words = readFileSync('tests/torture/places.tsv', 'utf8').split('\n').filter((line) => /^m/.test(line)).map((line) => line.split('\t'));
const spokenOf = (kind, target) => words.some(([what, call, caller]) => what === kind && call === target.call && nameOf(target.places).includes(`${caller} (`));

// ---- the service ----
let service, port = 0, ended;
const began = () => readFileSync(log, 'utf8').match(/"event":"listening".*?"port":"?(\d+)/);
const start = async (failing) => {
  rmSync(log, { force: true });
  const out = openSync(log, 'a');
  ended = undefined;
  service = spawn('setpriv', ['--pdeathsig', 'TERM', program, 'serve'], { stdio: ['ignore', out, out], env: { ...process.env, THIDUA_PORT: port, THIDUA_OPERATIONS_PORT: -1, TORTURE_SOCKET: door, ...(failing ? { TORTURE_FAIL: failing } : {}) } });
  service.on('exit', (code, signal) => (ended = signal ?? code));
  for (let tries = 0; !began(); tries++) {
    if (failing && ended !== undefined) return false;
    if (ended !== undefined || tries > 1200) throw new Error(`the service did not start: ${readFileSync(log, 'utf8').slice(-2000)}`);
    await sleep(25);
  }
  port = Number(began()[1]);
  return failing ? openDoor().then(() => true, hasEnded) : openDoor().then(() => true);
};
const hasEnded = async (why) => {
  for (let tries = 0; ended === undefined && tries < 400; tries++) await sleep(25);
  if (ended === undefined) throw why;
  return false;
};
const stop = async () => {
  service.kill('SIGTERM');
  for (let tries = 0; ended === undefined && tries < 1600; tries++) await sleep(25);
  if (ended === undefined) service.kill('SIGKILL');
  return ended;
};

// ---- what is to fail ----
let commands, told;
const linesOf = (stream) => {
  const lines = [], waiting = [];
  createInterface({ input: stream }).on('error', () => {}).on('line', (line) => (waiting.length ? waiting.shift()(line) : lines.push(line)));
  return () => (lines.length ? Promise.resolve(lines.shift()) : new Promise((next) => waiting.push(next)));
};
const openDoor = () => new Promise((done, failed) => {
  commands = connect(door, done).on('error', failed); // when the service ends, so does this
  told = linesOf(commands);
});
const order = async (line) => (commands.write(`${line}\n`), told());
const heard = async () => {
  commands.write('heard\n');
  const all = [];
  for (let line = await told(); line !== '.'; line = await told()) {
    const [key, call, times, ...places] = line.split(' ');
    all.push({ key, call, times: Number(times), places });
  }
  return all;
};

// ---- clients ----
const ask = ({ method, path, headers = {}, body }) =>
  new Promise((done) => {
    const sent = request({ host: '127.0.0.1', port, agent: false, method, path, timeout: patience, headers: { Connection: 'close', ...(body === undefined || body === null ? {} : { 'Content-Length': Buffer.byteLength(body) }), ...headers } });
    sent.on('timeout', () => sent.destroy(Object.assign(new Error(`no answer in ${patience / 1000} s`), { hung: true })));
    const lost = (why) => done({ lost: why.message, hung: why.hung, cut: why.cut });
    sent.on('error', lost);
    sent.on('response', (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part)).on('aborted', () => lost(Object.assign(new Error('cut off'), { cut: true }))).on('error', () => {});
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, type: (answer.headers['content-type'] ?? '').split(';')[0], body: Buffer.concat(parts) }));
    });
    sent.end(body ?? undefined);
  });
const tokens = new Map();
const signIn = async (account) => JSON.parse((await ask({ method: 'POST', path: '/api/v1/auth/tokens', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username: account, password: 'thidua-demo' }) })).body).access_token;
const tokenOf = async (account) => {
  const kept = tokens.get(account);
  if (kept && Date.now() - kept.at < 600000) return kept.token;
  tokens.set(account, { at: Date.now(), token: await signIn(account) });
  return tokens.get(account).token;
};
const call = async (account, method, path, json, headers = {}, whole = false) => {
  const given = json && Buffer.isBuffer(json.body) ? { body: json.body, type: json.type } : { body: json === undefined ? undefined : JSON.stringify(json), type: 'application/json' };
  const answer = await ask({ method, path, body: given.body, headers: { ...(account ? { Authorization: `Bearer ${await tokenOf(account)}` } : {}), ...(given.body === undefined ? {} : { 'Content-Type': given.type }), ...headers } });
  if (!(answer.status < 300)) throw new Error(`${account} ${method} ${path}: ${answer.status ?? answer.lost} ${answer.body}`);
  return whole ? answer : answer.body.length ? JSON.parse(answer.body) : null;
};
const versionOf = async (account, path) => (await call(account, 'GET', path, undefined, {}, true)).headers.etag;
const sql = (text) => execFileSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', database, '-c', text], { encoding: 'utf8' }).trim();

// One psql for all that is asked often.
const psql = spawn('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', database], { stdio: ['pipe', 'pipe', 'inherit'] });
const row = linesOf(psql.stdout);
const query = async (text) => {
  psql.stdin.write(`${text};\n\\echo .\n`);
  const lines = [];
  for (let line = await row(); line !== '.'; line = await row()) lines.push(line);
  return lines;
};
const undo = (text) => query(`set session_replication_role = replica; ${text}; set session_replication_role = origin`);

// ---- what was done: how many rows each table has ----
const elsewhere = /^(audit_(chain|roots|heads|seals|entries_\d+)|outbox|refusals|.*attempts|idempotency.*)$/;
let counting;
const countRows = async () => {
  counting ??= (await query(`select string_agg(format('select %L, count(*) from app.%I', relname, relname), ' union all ') from pg_class where relnamespace = 'app'::regnamespace and relkind in ('r', 'p') and not relispartition`))[0];
  return new Map((await query(counting)).map((line) => line.split('|')).filter(([table]) => !elsewhere.test(table)).map(([table, count]) => [table, Number(count)]));
};
const changes = (before, after) => Object.fromEntries([...after].map(([table, count]) => [table, count - before.get(table)]).filter(([table, change]) => change && table !== 'audit_entries'));
const text = JSON.stringify;

// ---- what an answer says ----
const unzipped = (bytes) => {
  let told = '', at = bytes.lastIndexOf(Buffer.from('PK\x05\x06'));
  if (at < 0) return 'no archive';
  for (let entry = bytes.readUInt32LE(at + 16), left = bytes.readUInt16LE(at + 10); left > 0; left--) {
    const [packed, name, extra, words, head] = [bytes.readUInt32LE(entry + 20), bytes.readUInt16LE(entry + 28), bytes.readUInt16LE(entry + 30), bytes.readUInt16LE(entry + 32), bytes.readUInt32LE(entry + 42)];
    const begin = head + 30 + bytes.readUInt16LE(head + 26) + bytes.readUInt16LE(head + 28), content = bytes.subarray(begin, begin + packed);
    const file = bytes.subarray(entry + 46, entry + 46 + name).toString();
    if (!file.startsWith('docProps/')) told += `${file}\n${bytes.readUInt16LE(entry + 10) ? inflateRawSync(content) : content}\n`;
    entry += 46 + name + extra + words;
  }
  return told;
};
const shape = (value) => (value === null || typeof value !== 'object' ? typeof value : Array.isArray(value) ? (value.length ? [shape(value[0]), value.length] : []) : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, one === null ? 'any' : shape(one)])));
const sameShape = (one, other) => text(one).replace(/"(string|number|boolean|any)"/g, '0') === text(other).replace(/"(string|number|boolean|any)"/g, '0');
const plain = (body) => body.toString('latin1').replace(/(request_id"?:? ?"?)[0-9a-f-]{36}/g, '$1').replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f-]{17}/g, 'id').replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|\+07:00)|DTSTAMP:\w+/g, 'time').replace(/nonce-[\w+/=-]+/g, '');
const essence = (answer, step) => {
  if (answer.lost) return `lost: ${answer.lost}`;
  if (answer.type.startsWith('application/vnd.openxml')) return unzipped(answer.body);
  if (answer.type === 'application/pdf') return `PDF of ${Math.round(answer.body.length / 50)} × 50 bytes, ${answer.body.subarray(-7).toString().trim()}`;
  if (step.method === 'GET' || answer.status >= 400) return plain(answer.body);
  return answer.body.length ? shape(JSON.parse(answer.body)) : '';
};
const marks = (answer) => ['content-type', 'content-disposition', 'link', 'location', 'etag', 'cache-control', 'idempotency-replayed', 'business-date', 'retry-after', 'x-content-type-options'].filter((name) => answer.headers?.[name] !== undefined).join(' ');

// ---- a step ----
let number = 0;
const ready = async (step) => {
  const made = step.before ? await step.before(++number) : {};
  const json = made.json ?? step.json, body = made.body ?? step.body ?? (json === undefined || json === null ? undefined : JSON.stringify(json));
  const type = made.type ?? step.type ?? (body === undefined ? undefined : 'application/json');
  const headers = { ...(step.accept ? { Accept: step.accept } : {}), ...(type ? { 'Content-Type': type } : {}), ...step.headers, ...made.headers };
  if (step.as) headers.Authorization = `Bearer ${step.as === 'xa-hoa-binh.leader' ? await signIn(step.as) : await tokenOf(step.as)}`;
  return { method: step.method, path: step.path, headers, body };
};
const take = async (step) => {
  const wanted = await ready(step), writes = step.method !== 'GET', before = writes ? await countRows() : null;
  return { wanted, run: async () => {
    const answer = await ask(wanted);
    return { answer, change: writes ? text(changes(before, await countRows())) : '{}' };
  } };
};
const asIs = async (step) => {
  const { run, wanted } = await take(step), { answer, change } = await run();
  await step.after?.();
  return { answer, change, wanted, essence: essence(answer, step), marks: marks(answer) };
};

const placeOf = new Map();
const nameOf = (places) => {
  const unknown = places.filter((place) => !placeOf.has(place));
  if (unknown.length) {
    const lines = execFileSync('addr2line', ['-e', program, '-f', '-s', ...unknown.map((place) => `0x${(parseInt(place, 16) - 1).toString(16)}`)], { encoding: 'utf8' }).trim().split('\n');
    unknown.forEach((place, i) => placeOf.set(place, `${lines[2 * i]} (${lines[2 * i + 1].replace(/ .*/, '')})`));
  }
  return places.map((place) => placeOf.get(place)).join(' < ');
};

// Everything that is wrong with an answer that came while a call failed; [] when all is well.
const judge = (step, usual, target, { answer, change }, wanted) => {
  const faults = [];
  if (answer.cut && ended === undefined && step.method === 'GET') return faults; // it had begun, and the client sees that the end is missing
  if (answer.lost) {
    const memory = lacking.has(target.call) && ended === 'SIGABRT' && readFileSync(log, 'utf8').includes('"out_of_memory"');
    if (!memory) faults.push(answer.hung ? `hangs` : `connection lost (${answer.lost}), the service ended with ${ended}: ${readFileSync(log, 'utf8').slice(-300)}`);
    if (change !== '{}' && change !== usual.change) faults.push(`half done: ${change}, wholly ${usual.change}`);
    return faults;
  }
  const asUsual = answer.status === usual.answer.status;
  const document = /[/+]json$/.test(answer.type) ? JSON.parse(answer.body.toString() || 'null') : null;
  if (!asUsual && answer.status !== 500 && answer.status !== 503 && !(answer.status === 401 && closing.has(target.call)) && !([400, 401, 422].includes(answer.status) && reading.has(target.call))) faults.push(`answered ${answer.status} ${document?.code ?? ''}`);
  if (!asUsual && answer.status >= 500 && answer.type !== 'application/problem+json' && answer.type !== 'text/html') faults.push(`${answer.status} without a problem: ${answer.type} ${answer.body.toString().slice(0, 100)}`);
  if (!asUsual && answer.status === 503 && !answer.headers['retry-after'] && step.path !== '/readyz') faults.push('503 without Retry-After');
  if (asUsual && answer.status < 400 && change !== usual.change) faults.push(`${answer.status}, and its work was not done: ${change}, usually ${usual.change}`);
  if (!(asUsual && answer.status < 400) && change !== '{}' && change !== usual.change) faults.push(`half done: ${change}, wholly ${usual.change}`);
  if (answer.status === 503 && change !== '{}' && change === usual.change && document?.code !== 'outcome_unknown' && usual.answer.status < 400) faults.push(`told to come again (${document?.code}) though it was done`);
  if (asUsual) {
    const said = essence(answer, step), same = typeof said === 'string' ? said === usual.essence : sameShape(said, usual.essence);
    if (!same) faults.push(`${answer.status}, but says something else: ${difference(said, usual.essence)}`);
    else if (marks(answer) !== usual.marks) faults.push(`${answer.status}, but headers are missing: ${marks(answer)}, usually ${usual.marks}`);
  }
  const contract = judged({ method: wanted.method, path: wanted.path, status: answer.status, type: answer.type, body: answer.body.toString(), length: answer.body.length }).faults;
  return [...faults, ...contract.filter((one) => one !== 'the service failed').map((one) => `off the contract: ${one}`)];
};
const difference = (said, usual) => {
  const [one, other] = [said, usual].map((value) => (typeof value === 'string' ? value : text(value)));
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return `…${one.slice(Math.max(0, at - 40), at + 60)}… for …${other.slice(Math.max(0, at - 40), at + 60)}…`;
};

// ---- all of it ----
const reports = () => readdirSync(`${folder}/sanitizer`).filter((name) => !known.has(name));
const known = new Set(readdirSync(`${folder}/sanitizer`));
const counts = { failed: 0, usual: 0, problems: 0, ended: 0, unmet: 0 };
const bad = new Map();
const blame = (step, target, faults) => {
  for (const fault of faults) {
    const about = `${target.call} in ${nameOf(target.places)}`;
    console.log(`not ok ${step.name}: ${about}: ${fault}`);
    bad.set(about, fault);
  }
};

let suspects = [];
const lookForLeaks = async () => {
  if (ended === undefined && (await order('leaks')) === '1') {
    blame({ name: 'leak' }, suspects[suspects.length - 1].target, [`memory lost, after one of ${suspects.map(({ step, target }) => `${step.name}: ${target.call} in ${nameOf(target.places.slice(0, 2))}`).join('; ')}`]);
    await restart();
  }
  suspects = [];
};
const restart = async () => {
  if (ended === undefined) await stop();
  reports().forEach((name) => known.add(name));
  await start();
};

// Whoever comes next is served; where the connection to the database was lost, within a second.
const nextWell = async () => {
  let next;
  for (let tries = 0; tries < 5; tries++) {
    next = await ask({ method: 'GET', path: '/api/v1/me', headers: { Authorization: `Bearer ${await tokenOf('xa-doan-ket.reporter')}` } });
    if (next.status === 200) return null;
    await sleep(250);
  }
  return `${next.status ?? next.lost} ${next.body}`;
};

// A start during which a call fails is refused with a line that says why, or is as any other.
const failStart = async (target) => {
  await stop();
  const up = await start(`${target.key} 1`), end = up ? await stop() : ended; // a thread may end it soon after
  counts.failed++;
  const line = readFileSync(log, 'utf8');
  if (end === 0 && !reports().length) counts.usual++;
  else if (end === 'SIGABRT' && lacking.has(target.call) && line.includes('"out_of_memory"')) counts.ended++;
  else if (end === 1 && /"level":"error"/.test(line) && !reports().length) counts.problems++;
  else blame({ name: 'start' }, target, [`the start ends with ${end}: ${line.slice(-300)} ${reports().join(' ')}`]);
  reports().forEach((name) => known.add(name));
  await start();
};

const fail = async (step, usual, target, nth) => {
  const { wanted, run } = await take(step);
  await order(`fail ${target.key} ${nth}`);
  const { answer, change } = await run();
  if (answer.lost) await sleep(100);
  for (let tries = 0; answer.lost && !answer.hung && ended === undefined && tries < 400; tries++) await sleep(25);
  if (ended === undefined && (await order('fired')) === '0') return counts.unmet++;
  counts.failed++;
  const faults = spokenOf('meant', target) ? [] : judge(step, usual, target, { answer, change }, wanted);
  if (ended !== undefined) counts.ended++;
  else if (answer.status === usual.answer.status) counts.usual++;
  else counts.problems++;
  const said = reports();
  if (ended !== undefined || answer.hung) await restart();
  else if (said.length) faults.push(`a sanitizer's report: ${said.join(' ')}`), said.forEach((name) => known.add(name));
  const next = await nextWell();
  if (next) faults.push(`the next requests, for a second, are answered ${next}`);
  if (faults.length) blame(step, target, faults);
  await step.after?.();
  suspects.push({ step, target });
  if (suspects.length >= 25) await lookForLeaks();
};

await start();
const startCalls = await heard();
const steps = (await prepare({ call, sql, undo, versionOf })).filter((step) => !named.length || named.some((name) => step.name.includes(name)));
const plan = [], sites = new Set(), dynamic = { calls: 0 };
for (const step of steps) {
  await asIs(step); // the first time fills what is kept
  step.usual = await asIs(step);
  await (await take(step)).run().then(() => step.after?.()); // so that nothing of the preparations is heard
  const { wanted, run } = await take(step);
  await order('forget');
  const { answer } = await run();
  const all = await heard();
  await step.after?.();
  const refused = /unchanged|bad|nobody|not there/.test(step.name);
  if (answer.lost || answer.status >= 500 || (answer.status >= 300 && !refused && !/fault|wrong|broken/.test(step.name)) || answer.status !== step.usual.answer.status) { blame(step, { call: 'none', places: [] }, [`${answer.status ?? answer.lost}, before anything failed: ${answer.body?.toString().slice(0, 300)}`]); continue; }
  console.log(`# ${step.name}: ${answer.status}, ${all.length} calls heard, ${step.usual.change}`);
  for (const target of all) {
    sites.add(`${target.call} ${target.places[0]}`);
    dynamic.calls += target.times;
    // want of memory ends everything alike, wherever it happens
    const depth = lacking.has(target.call) ? (sample ? 1 : 3) : 4;
    if (plan.some((one) => one.target.key === target.key && one.step === step)) continue;
    plan.push({ step, target, spot: `${target.call} ${target.places.slice(0, depth)}` });
  }
}
// each call once: of those that several steps make, the step that chance says
const chance = chanceOf(seed), bySpot = new Map();
for (const one of plan) bySpot.set(one.spot, [...(bySpot.get(one.spot) ?? []), one]);
let chosen = [...bySpot.values()].map((ones) => chance.pick(ones));
const always = chosen.filter(({ target }) => spokenOf('mended', target));
const shuffled = chosen.map((one) => [chance.below(1 << 30), one]).sort((a, b) => a[0] - b[0]).map(([, one]) => one);
chosen = (sample ? [...new Set([...always, ...shuffled])].slice(0, Math.max(sample, always.length)) : shuffled).sort((a, b) => steps.indexOf(a.step) - steps.indexOf(b.step));
const since = performance.now();
let current;
for (const { step, target } of chosen) {
  if (step !== current) step.usual = await asIs((current = step)); // other steps have changed what it reads
  await fail(step, step.usual, target, 1);
}
await lookForLeaks();
if (!named.some(Boolean)) {
  const starts = new Map(startCalls.map((target) => [`${target.call} ${target.places.slice(0, lacking.has(target.call) ? 1 : 4)}`, target]));
  for (const target of sample ? [...starts.values()].filter(() => chance.below(starts.size) < 3) : starts.values()) await failStart(target);
  startCalls.forEach((target) => sites.add(`${target.call} ${target.places[0]}`));
  for (const [spot, target] of starts) bySpot.set(`start ${spot}`, [target]);
}
const last = await stop();
if (last !== 0) console.log(`not ok the service ended with ${last}`), bad.set('the end', last);
const addresses = execFileSync('sh', ['-c', `objdump -d --no-show-raw-insn ${program} | sed -n 's/^ *\\([0-9a-f]*\\):.*call.*<__wrap_.*/0x\\1/p'`], { encoding: 'utf8', maxBuffer: 1 << 28 }).trim().split('\n');
const places = execFileSync('addr2line', ['-e', program, '-s', ...addresses], { encoding: 'utf8' }).split('\n').filter((line) => line && !line.startsWith('torture.c')).length;
console.log(`${counts.failed} calls failed (${counts.usual} answered as usual, ${counts.problems} by a problem, ${counts.ended} ended the process for want of memory, ${counts.unmet} not met again), of ${bySpot.size} that ${steps.length} requests make in ${dynamic.calls} calls from ${sites.size} of ${places} places; seed ${seed}, ${Math.round((performance.now() - since) / 1000)} s`);
console.log(`${counts.failed - bad.size} passed, ${bad.size} failed`);
psql.stdin.end();
process.exitCode = bad.size ? 1 : 0;
