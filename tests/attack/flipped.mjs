// flipped.mjs: requests of every operation as good clients send them, then with bits of them turned over, at most four in a thousand, head
// and body alike: whatever comes out, nothing is answered by a fault of the service's own, and the next client is served.
// Usage: node flipped.mjs SERVICE-URL TOKEN build/openapi.json COUNT SEED; "ok …" and "not ok …" lines.
import net from 'node:net';
import { readContract } from '../contract/answers.mjs';
import { chanceOf } from '../contract/fuzz/chance.mjs';

const [service, token, contract, count, seed] = [process.argv[2], process.argv[3], process.argv[4], Number(process.argv[5]), Number(process.argv[6])];
const { hostname, port } = new URL(service);
const chance = chanceOf(seed);
const patience = 8000; // milliseconds

// ---- what is sent: not what signs out, nor streams that have no end ----
const { operations, resolved } = readContract(contract);
const plain = { unit: 'code:xa-doan-ket', campaign: 'code:KT-2025', indicator: 'code:KT-01', period: '2025-Q1', year: '2025', catalogue: 'unit_kind' };
const requests = operations.filter(({ source, path }) => !/x-streams/.test(JSON.stringify(source)) && !/^\/(auth|me\/password)\b/.test(path)).map(({ id, base, path, method, source }) => {
  const example = resolved(source.requestBody)?.content?.['application/json']?.example;
  const body = example === undefined ? '' : JSON.stringify(example);
  const target = base + path.replace(/\{(\w+)\}/g, (_, name) => plain[name] ?? '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11');
  const head = [`${method} ${target} HTTP/1.1`, 'Host: thidua', `Authorization: Bearer ${token}`, 'Accept: application/json', ...(method === 'GET' ? [] : ['If-Match: *']), ...(body ? ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`] : []), 'Connection: close'];
  return { id, head: Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body: Buffer.from(body) };
});

// The token is left whole in half of them: without it everything ends at the door.
const flipped = ({ id, head, body }) => {
  const bytes = Buffer.concat([head, body]), from = chance.happens(50) ? head.indexOf(token) : -1, rate = chance.between(1, 40);
  for (let bit = 0; bit < bytes.length * 8; bit += 1)
    if (chance.below(10000) < rate && !(from >= 0 && bit >> 3 >= from && bit >> 3 < from + token.length)) bytes[bit >> 3] ^= 1 << (bit & 7);
  return { id, bytes };
};

// ---- and what comes back: a status, or how the connection ended ----
const statusOf = (text) => /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1];
const isReached = (text) => /^(2|403|404|409|412|422)/.test(statusOf(text)) && !/"code": ?"no_such_path"/.test(text);
let reached = 0;
const answered = ({ bytes }) => new Promise((done) => {
  const socket = net.connect({ host: hostname, port });
  let text = '';
  const end = (how) => { clearTimeout(timer); socket.destroy(); reached += isReached(text); done(statusOf(text) ?? how); };
  const timer = setTimeout(() => end('silence'), patience);
  socket.on('data', (part) => (text += part.toString('latin1'))).on('close', () => end('closed')).on('error', () => end('closed'));
  socket.write(bytes);
  setTimeout(() => socket.end(), 200); // the rest that a longer length asks for does not come
});

const all = Array.from({ length: count }, () => flipped(chance.pick(requests)));
const whole = await Promise.all(requests.slice(0, 20).map(({ head, body }) => answered({ bytes: Buffer.concat([head, body]) })));
const statuses = {}, faults = [];
reached = 0;
const left = [...all];
await Promise.all(Array.from({ length: 8 }, async () => {
  for (let one = left.shift(); one; one = left.shift()) {
    let status = await answered(one);
    for (let again = 0; status === '503' && again < 20; again += 1) status = await answered(one); // busy: nothing was done
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (/^5(?!0[135])/.test(status) || status === 'silence') faults.push(`${status} ${one.id} ${one.bytes.toString('base64')}`);
  }
}));
console.log(`${faults.length ? 'not ok' : 'ok'} ${count} requests with bits turned over, seed ${seed}: ${Object.entries(statuses).sort().map(([status, times]) => `${status} ${times}`).join(', ')}`);
faults.slice(0, 5).forEach((fault) => console.log(`    ${fault.slice(0, 3000)}`));
console.log(`${reached > count / 20 ? 'ok' : 'not ok'} ${reached} of them got as far as an operation`);
console.log(`${whole.some((status) => status === '200') ? 'ok' : 'not ok'} control: whole ones are answered (${[...new Set(whole)].sort().join(', ')})`);
console.log(`${(await answered({ bytes: Buffer.from('GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n') })) === '200' ? 'ok' : 'not ok'} and the next client is served`);
