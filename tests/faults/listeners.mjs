// listeners.mjs: many listeners of GET /changes/stream, each with a connection of its own, and changes of one campaign that everybody
// reads: when each was heard, and what service and PostgreSQL took for it (/proc).
// Usage: listeners.mjs ACCOUNTS (a file), with LISTENERS, EVENTS, IDLE_SECONDS, URL, THIDUA_DEPLOY_URL, SERVICE and POSTMASTER
// (processes); prints one JSON object
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';

const { URL: base, THIDUA_DEPLOY_URL, SERVICE, POSTMASTER } = process.env;
const [listeners, events, idleSeconds] = ['LISTENERS', 'EVENTS', 'IDLE_SECONDS'].map((name) => Number(process.env[name]));
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const lines = (file) => readFileSync(file, 'utf8').split('\n').filter(Boolean);

// ---- what the machine says ----
const stat = (process) => { // [parent, milliseconds]
  try {
    const words = readFileSync(`/proc/${process}/stat`, 'latin1').replace(/^.*\) /, '').split(' ');
    return [words[1], (Number(words[11]) + Number(words[12])) * 10];
  } catch { return []; }
};
const spent = () => ({
  service: stat(SERVICE)[1],
  postgres: readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).map(stat).reduce((sum, [parent, ms]) => sum + (parent === POSTMASTER ? ms : 0), 0),
});
const between = (a, b) => ({ service: b.service - a.service, postgres: b.postgres - a.postgres });
const memory = () => Number(/^Pss: +([0-9]+)/m.exec(readFileSync(`/proc/${SERVICE}/smaps_rollup`, 'utf8'))[1]); // kB

// ---- listening ----
const tokens = [];
for (const username of lines(process.argv[2])) {
  const answer = await fetch(`${base}/api/v1/auth/tokens`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username, password: 'thidua-demo' }) });
  if (answer.status === 200) tokens.push((await answer.json()).access_token);
}
const heard = new Map(); // version: instants
const take = (event) => {
  const data = /^data: (.*)$/m.exec(event)?.[1];
  if (data) {
    const { thing_id, version } = JSON.parse(data);
    if (thing_id === campaign) heard.set(version, [...(heard.get(version) ?? []), performance.now()]);
  }
};
const agent = new Agent({ maxSockets: Infinity });
const listen = (n) => new Promise((done) => {
  const sent = request(`${base}/api/v1/changes/stream`, { agent, headers: { Authorization: `Bearer ${tokens[n % tokens.length]}` } }, (answer) => {
    let text = '';
    answer.setEncoding('utf8').on('data', (piece) => {
      const parts = (text + piece).split('\n\n');
      text = parts.pop();
      parts.forEach(take);
    });
    done(answer.statusCode === 200 ? 1 : 0);
  });
  sent.on('error', () => done(0)).end();
});

// ---- changing ----
const psql = spawn('psql', ['-XAtq', '-d', THIDUA_DEPLOY_URL, '-v', 'ON_ERROR_STOP=1'], { stdio: ['pipe', 'pipe', 'inherit'] });
const said = createInterface({ input: psql.stdout })[Symbol.asyncIterator]();
const ask = (sql) => { // one line, or "." for none
  psql.stdin.write(`${sql};\n\\echo .\n`);
  return said.next().then(async ({ value }) => (value !== '.' && (await said.next()), value));
};
const campaign = await ask(`set client_min_messages = warning; select id from app.campaigns where published and state = 'launched' order by code limit 1`);
if (!/-/.test(campaign)) throw new Error('no campaign is published');
const change = (n) => ask(`update app.campaigns set theme = 'Lần ${n}' where id = '${campaign}' returning version`).then(Number);

// ---- figures ----
const middle = (figures) => figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)];
const rounded = (figure) => Math.round(figure * 10) / 10;

const before = memory();
let listening = 0;
for (let i = 0; i < listeners; i += 20) listening += (await Promise.all(Array.from({ length: Math.min(20, listeners - i) }, (_, n) => listen(i + n)))).reduce((a, b) => a + b);
const first = await change(0);
for (let tries = 0; tries < 100 && (heard.get(first) ?? []).length < listening; tries++) await sleep(200);
const told = (heard.get(first) ?? []).length, with_all = memory(), idleBegun = spent();
await sleep(idleSeconds * 1000);
const idle = between(idleBegun, spent());

const firsts = [], lasts = [], beside = [], begun = spent();
let all = 0;
for (let n = 1; n <= events; n++) {
  const version = await change(n), at = performance.now();
  const asked = fetch(`${base}/api/v1/campaigns/${campaign}`, { headers: { Authorization: `Bearer ${tokens[0]}` } }).then((answer) => answer.text()).then(() => beside.push(performance.now() - at));
  for (let tries = 0; tries < 3000 && (heard.get(version) ?? []).length < told; tries++) await sleep(10);
  await asked;
  const instants = heard.get(version) ?? [];
  all += instants.length;
  firsts.push(instants[0] - at), lasts.push(instants.at(-1) - at);
  await sleep(1000);
}
// what they would have taken without anything to tell is taken off
const took = between(begun, spent()), seconds = lasts.reduce((a, b) => a + b, 0) / 1000 + events, share = seconds / idleSeconds;
console.log(JSON.stringify({
  listeners, listening, accounts: tokens.length, events, told, heard: all,
  mb_before: rounded(before / 1024), mb_listening: rounded(with_all / 1024), kilobytes_each: rounded((with_all - before) / listening),
  idle_service_ms: rounded(idle.service / idleSeconds), idle_postgres_ms: rounded(idle.postgres / idleSeconds),
  service_us: Math.round((took.service - idle.service * share) * 1000 / all), postgres_us: Math.round((took.postgres - idle.postgres * share) * 1000 / all),
  first_ms: Math.round(middle(firsts)), last_ms: Math.round(middle(lasts)), last_most_ms: Math.round(Math.max(...lasts)), beside_most_ms: Math.round(Math.max(...beside)),
  load: readFileSync('/proc/loadavg', 'utf8').split(' ')[0],
}));
process.exit(0);
