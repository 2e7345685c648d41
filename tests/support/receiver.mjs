// receiver.mjs: what stands at the other end of webhooks: verifies every signature by the function that docs/integrators.md gives,
// writes down what came and what it answered, and behaves by the path: /hook well (but for a share of RECEIVER_FAULTS, by RECEIVER_SEED),
// /gone 410, /moved 302, /broken 500, /slow never, /long without end, /swallow takes some in silence without writing them down.
// Usage: receiver.mjs PORT SECRETS JOURNAL   (SECRETS: a file with a `whsec_…` a line; JOURNAL: a JSON line a request)
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port, secrets, journal] = process.argv.slice(2);
const share = Number(process.env.RECEIVER_FAULTS ?? 0);
let state = Number(process.env.RECEIVER_SEED ?? 1) >>> 0;
const chance = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;

// The function that the page gives its readers, as it stands there.
const page = readFileSync(new URL('../../docs/integrators.md', import.meta.url), 'utf8');
const snippet = page.split('```js\n')[1].split('\n```')[0];
const { verified } = await import(`data:text/javascript;base64,${Buffer.from(snippet).toString('base64')}`);
const isValid = (headers, body) =>
  'webhook-signature' in headers && readFileSync(secrets, 'utf8').split('\n').filter(Boolean).some((secret) => verified(secret, headers, body));

// What a path answers: a status, or what else is done to the connection.
const faults = [500, 503, 302, 'cut', 'late'];
const answers = {
  '/hook': () => (chance() < share ? faults[Math.floor(chance() * faults.length)] : 204),
  '/gone': () => 410, '/moved': () => 302, '/broken': () => 500, '/slow': () => 'never', '/long': () => 'endless', '/swallow': () => 200,
};

const write = (request, body, answered) => {
  let event = {};
  try { event = JSON.parse(body); } catch { /* told by `id` alone */ }
  appendFileSync(journal, JSON.stringify({
    path: request.url, id: request.headers['webhook-id'], same: event.id === request.headers['webhook-id'], type: event.type, subject: event.subject, sequence: Number(event.sequence),
    valid: isValid(request.headers, body), timestamp: request.headers['webhook-timestamp'], signature: request.headers['webhook-signature'], signatures: (request.headers['webhook-signature'] ?? '').split(' ').length, answered, body: String(body),
  }) + '\n');
};

const reply = {
  cut: (request) => request.socket.destroy(),
  never: () => {},
  late: (request, response) => setTimeout(() => response.writeHead(204).end(), 1500),
  endless: (request, response) => {
    response.writeHead(200);
    const more = setInterval(() => response.write('x'.repeat(16384)), 1);
    response.on('close', () => clearInterval(more));
  },
};
const status = (code) => (request, response) => response.writeHead(code, code === 302 ? { Location: '/hook' } : {}).end(code === 500 ? 'Có lỗi \u0007rồi' : undefined);

let taken = 0;
createServer((request, response) => {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece)).on('end', () => {
    const body = Buffer.concat(pieces);
    const answer = (answers[request.url] ?? (() => 404))();
    if (request.url !== '/swallow' || ++taken % 7) write(request, body, answer);
    (reply[answer] ?? status(answer))(request, response);
  });
}).listen(Number(port), '127.0.0.1', () => console.log(`listening on ${port}`));
