// follow.mjs: copies kept in step with GET /changes and GET /changes/stream while writers create, change, move and delete,
// some of them slowly in transactions that take their number early; in the end each copy is what the lists say. Beside them
// two readers of the table itself who go by (xid, seq): they must end with a copy that is wrong, or hear of a version that
// is older than the one before. With OUTAGES=yes somebody else takes PostgreSQL away meanwhile: those two cannot read then, and a
// third takes their place, who after a break begins where the feed stands instead of where he stood.
// Usage: URLS="http://… http://…" THIDUA_DEPLOY_URL=… node follow.mjs; SECONDS_OF_WRITING=4 WRITERS=16 SEED=1 OUTAGES=
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const urls = process.env.URLS.split(' ');
const outages = Boolean(process.env.OUTAGES);
const seconds = Number(process.env.SECONDS_OF_WRITING ?? 4), writers = Number(process.env.WRITERS ?? 16);
let seed = Number(process.env.SEED ?? 1);
const random = () => ((seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 8) / 2 ** 24;
const pick = (list) => list[Math.floor(random() * list.length)];
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const check = (what, good, found) => console.log(`${good ? 'ok' : 'not ok'} ${what}${good ? '' : `: ${found}`}`);

// ---- asking ----
const tokens = {};
async function call(account, method, path, body, headers = {}) {
  tokens[account] ??= fetch(`${urls[0]}/api/v1/auth/tokens`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username: account, password: 'thidua-demo' }),
  }).then(async (answer) => (await answer.json()).access_token);
  const answer = await fetch(pick(urls) + (path.startsWith('/api') ? path : `/api/v1${path}`), {
    method, headers: { Authorization: `Bearer ${await tokens[account]}`, ...(body && { 'Content-Type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }), ...headers },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (answer.status === 503 && method === 'GET') return sleep(200).then(() => call(account, method, path)); // as Retry-After asks
  return { status: answer.status, json: text.startsWith('{') ? JSON.parse(text) : undefined };
}

const standing = 'tinh-kon-tum.reviewer';
const kinds = { campaign: '/campaigns?limit=500', honouree: '/honourees?limit=500' };
async function lists() {
  const all = new Map();
  for (const [kind, first] of Object.entries(kinds))
    for (let path = first; path; ) {
      const { json } = await call(standing, 'GET', path);
      for (const { id, version } of json.items) all.set(`${kind} ${id}`, version);
      path = json.page.next;
    }
  return all;
}

// ---- a copy ----
function copyOf(begun) {
  const copy = { rows: new Map(begun), told: 0, backwards: 0, gone: new Set() };
  copy.take = ({ thing, thing_id: id, action, version }) => {
    if (!(thing in kinds)) return;
    const key = `${thing} ${id}`;
    copy.told += 1;
    if (version < (copy.rows.get(key) ?? 0) || (copy.gone.has(key) && action !== 'deleted')) copy.backwards += 1;
    if (action === 'deleted') copy.rows.delete(key), copy.gone.add(key);
    else copy.rows.set(key, version);
  };
  return copy;
}
const differences = (copy, truth) =>
  [...new Set([...copy.rows.keys(), ...truth.keys()])].filter((key) => copy.rows.get(key) !== truth.get(key));

// ---- who follows ----
let written = false, over = false; // nobody writes any more; and everything may be heard
const kindsAsked = `type=${Object.keys(kinds).join(',')}`;
async function byPages(copy, after) {
  for (let ended = false; !ended; ) {
    ended = over;
    for (let more = true; more; ) {
      const { status, json } = await call(standing, 'GET', `/changes?${kindsAsked}&limit=${1 + Math.floor(random() * 40)}&after=${after}`);
      if (status !== 200) throw new Error(`${status} ${JSON.stringify(json)}`);
      json.items.forEach(copy.take);
      ({ after, has_more: more } = json.page);
    }
    await sleep(30 + random() * 70);
  }
}

// Leaves its stream again and again, in the middle of whatever comes, and goes on at another instance. Who forgets does not leave
// it, and when it is ended begins with what comes then.
async function byStream(copy, last, forgets) {
  let quiet = 0;
  while (quiet < 2) {
    const leave = new AbortController();
    const timer = setTimeout(() => leave.abort(), over ? 1500 : forgets ? 1e9 : 300 + random() * 900);
    const before = copy.told, heads = { Authorization: `Bearer ${await tokens[standing]}`, 'Last-Event-ID': last };
    if (forgets && copy.begun) delete heads['Last-Event-ID'];
    copy.leave = leave;
    copy.begun = (copy.begun ?? 0) + 1;
    try {
      const answer = await fetch(`${pick(urls)}/api/v1/changes/stream?${kindsAsked}`, { headers: heads, signal: leave.signal });
      if (answer.status === 503) await sleep(200), (copy.away = (copy.away ?? 0) + 1);
      else if (answer.status !== 200) throw new Error(`the stream answered ${answer.status}`);
      let text = '';
      for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
        text += piece;
        const events = text.split('\n\n');
        text = events.pop();
        for (const event of events) {
          const lines = Object.fromEntries(event.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
          if (lines.data) copy.take(JSON.parse(lines.data));
          if (lines.id) last = lines.id;
        }
      }
    } catch (error) {
      if (error.name !== 'AbortError') throw error;
    }
    clearTimeout(timer);
    quiet = over && copy.told === before ? quiet + 1 : 0;
  }
}

// ---- the table itself, as its superuser ----
function session() {
  const psql = spawn('psql', ['-XAtq', '-d', process.env.THIDUA_DEPLOY_URL, '-v', 'ON_ERROR_STOP=1'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: psql.stdout })[Symbol.asyncIterator]();
  psql.stdin.write('set search_path = app, extensions;\nset client_min_messages = warning;\n');
  return {
    async ask(sql) {
      psql.stdin.write(`${sql};\n\\echo .\n`);
      const rows = [];
      for (let line; (line = (await lines.next()).value) !== '.'; ) {
        if (line === undefined) throw new Error(`psql ended at: ${sql}`);
        rows.push(line.split('|'));
      }
      return rows;
    },
    end: () => psql.stdin.end(),
  };
}

// By (xid, seq) from a plain position; `below` keeps behind the oldest transaction that runs, and only misorders.
async function byNumber(copy, below) {
  const psql = session();
  let [[xid, seq]] = await psql.ask(`select coalesce(max(xid::text::bigint), 0), 0 from outbox`);
  for (let ended = false; !ended; ) {
    ended = over;
    const rows = await psql.ask(`select thing, thing_id, action, version, xid, seq from outbox where (xid, seq) > ('${xid}'::xid8, ${seq}) ${below} order by xid, seq`);
    for (const [thing, thing_id, action, version] of rows) copy.take({ thing, thing_id, action, version: Number(version) });
    if (rows.length) [xid, seq] = rows.at(-1).slice(4);
    await sleep(10);
  }
  psql.end();
}

// ---- who writes ----
const desks = ['tinh-kon-tum', 'thanh-pho-kon-tum', 'huyen-kon-plong', 'huyen-kon-ray'];
const drafts = Object.fromEntries(desks.map((desk) => [desk, []]));
let acknowledged = 0, refused = 0, made = 0;
const campaign = (code) => ({ code, title: `Phong trào ${code}`, kind: 'movement', starts_on: '2025-07-01', ends_on: '2025-12-31' });
async function write(n) {
  const desk = desks[n % desks.length], reviewer = `${desk}.reviewer`, leader = `${desk}.leader`, mine = drafts[desk], any = { 'If-Match': '*' };
  const id = pick(mine), luck = random();
  let answer;
  if (!id || (luck < 0.2 && mine.length < 40)) {
    answer = await call(reviewer, 'POST', '/campaigns', campaign(`THEO-DOI-${process.pid}-${(made += 1)}`));
    if (answer.status === 201) mine.push(answer.json.id);
  } else if (luck < 0.35) answer = await call(reviewer, 'POST', '/honourees', { kind: 'individual', name: `Người thứ ${(made += 1)}` });
  else if (luck < 0.7) answer = await call(reviewer, 'PATCH', `/campaigns/${id}`, { title: `Phong trào ${Math.floor(random() * 1e9)}` }, any);
  else if (luck < 0.8) answer = await call(leader, 'POST', `/campaigns/${id}/moves`, { to: 'draft', note: 'Xem lại' }, any);
  else if (luck < 0.9) answer = await call(reviewer, 'POST', `/campaigns/${id}/moves`, { to: 'proposed' }, any);
  else {
    answer = await call(reviewer, 'DELETE', `/campaigns/${id}`, undefined, any);
    if (answer.status === 204) mine.splice(mine.indexOf(id), 1);
  }
  acknowledged += answer.status < 300;
  if (answer.status === 503) await sleep(100), (refused += 1);
  if (answer.status === 500) throw new Error(`a write answered ${answer.status}`);
}
// Takes its number, lets somebody else change the thing first, and changes it then.
async function slowly() {
  const psql = session();
  while (!written) {
    const desk = pick(desks), id = pick(drafts[desk]);
    await psql.ask('begin; select pg_current_xact_id()');
    if (id) await call(`${desk}.reviewer`, 'PATCH', `/campaigns/${id}`, { title: `Phong trào ${Math.floor(random() * 1e9)}` }, { 'If-Match': '*' });
    await sleep(30 + random() * 50);
    if (id) await psql.ask(`update campaigns set title = left(title, 60) || ' ${Math.floor(random() * 1e6)}' where id = '${id}'`);
    await psql.ask('commit');
    await sleep(random() * 50);
  }
  psql.end();
}

// ---- all together ----
const { json: begin } = await call(standing, 'GET', '/changes?after=now');
const begun = await lists();
const copies = { pages: copyOf(begun), stream: copyOf(begun), plain: copyOf(begun), ordered: copyOf(begun), forgetful: copyOf(begun) };
const following = [byPages(copies.pages, begin.page.after), byStream(copies.stream, begin.page.after), ...(outages
  ? [byStream(copies.forgetful, begin.page.after, true)]
  : [byNumber(copies.plain, ''), byNumber(copies.ordered, 'and xid < pg_snapshot_xmin(pg_current_snapshot())')])];
const slow = outages ? [] : [1, 2, 3].map(slowly), until = performance.now() + seconds * 1000;
await Promise.all(Array.from({ length: writers }, async (_, n) => {
  while (performance.now() < until) await write(n);
}));
written = true;
await Promise.all(slow);
// nobody is told what another transaction of the cluster still holds up
const psql = session();
for (let i = 0; i < 600; i++) {
  const [[behind]] = await psql.ask('select exists (select from outbox where xid >= changes_horizon())');
  if (behind === 'f') break;
  await sleep(100);
}
psql.end();
over = true;
copies.forgetful.leave?.abort();
await Promise.all(following);
const truth = await lists();

for (const name of ['pages', 'stream']) {
  const wrong = differences(copies[name], truth);
  check(`the copy by ${name} is what the lists say: ${truth.size} rows`, wrong.length === 0, `${wrong.length} differ, ${wrong[0]}`);
  check(`the copy by ${name} heard of each thing in its order`, copies[name].backwards === 0, `${copies[name].backwards} times not`);
}
check('the writers wrote, and the copies heard of it', acknowledged > writers && copies.pages.told > acknowledged / 2 && truth.size > begun.size, `${acknowledged} written, ${copies.pages.told} heard`);
check('the stream was left and taken up again', copies.stream.begun > 3, copies.stream.begun);
const wrong = Object.fromEntries(Object.entries(copies).map(([name, copy]) => [name, differences(copy, truth).length]));
if (outages) {
  check('requests were refused for a while, and the stream was', refused > 0 && copies.forgetful.begun > 2, `${refused} refused, begun ${copies.forgetful.begun} times`);
  check('control: who begins anew after a break, instead of where he stood, has a copy that is wrong', wrong.forgetful > 0, 'it is right');
} else {
  check('control: by (xid, seq) from a plain position a copy is wrong', wrong.plain + copies.plain.backwards > 0, 'it is right');
  check('control: by (xid, seq) below every running transaction an older version comes last', copies.ordered.backwards > 0, 'it never does');
}
const controls = outages ? `${refused} writes refused; by who forgets, in ${copies.forgetful.begun} streams, ${copies.forgetful.told} (${wrong.forgetful} wrong)`
  : `by plain numbers ${copies.plain.told} (${wrong.plain} wrong, ${copies.plain.backwards} backwards), in order of numbers ${copies.ordered.told} (${copies.ordered.backwards} backwards)`;
check(`${seconds} s, ${writers} writers, seed ${process.env.SEED ?? 1}: ${acknowledged} writes acknowledged; heard by pages ${copies.pages.told}, by ${copies.stream.begun} streams ${copies.stream.told}; ${controls}`, true);
