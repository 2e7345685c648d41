// wire.mjs: sends what no well-behaved client sends, byte for byte as tests/attack/wire/*.txt has it, to the service and
// through the proxy that ships, and compares what comes back with the verdicts written there.
// Usage: node wire.mjs SERVICE-URL PROXY-URL TOKEN; "ok …" and "not ok …" lines. WRITE=yes writes the verdicts found into the files.
//
// A case is a line: words|verdict of the service|verdict behind the proxy, "=" for the same|request.
// A request knows \r \n \t \f \\ and \ooo, @12*x@ for twelve x, @TOKEN@, @END@ for the client's last byte, and @JSON=…@ for
// a POST of that body. A verdict lists every answer that came, a status and a problem's code or what else stands for one,
// and whether the connection was kept, was closed, or waits for more.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { dirname, join } from 'node:path';
import tls from 'node:tls';

const [service, proxy, token] = process.argv.slice(2);
const folder = join(dirname(new URL(import.meta.url).pathname), 'wire');
const writes = process.env.WRITE === 'yes';
const patience = 6000; // milliseconds for an answer that is expected
const waiting = 800; // … for none
const atOnce = 12;
const probe = 'GET /livez HTTP/1.1\r\nHost: a\r\nX-Request-Id: last-word\r\nConnection: close\r\n\r\n';

// ---- the cases ----
const letters = { r: '\r', n: '\n', t: '\t', f: '\f', '\\': '\\' };
const bytesOf = (text) => Buffer.from(
  text.replace(/[^\0-\x7f]/gu, (letter) => Buffer.from(letter).toString('latin1')).replace(/\\([0-7]{3}|.)/g, (_, what) => letters[what] ?? String.fromCharCode(parseInt(what, 8))),
  'latin1',
);
const requestOf = (written) => {
  let text = written.replace(/@(\d+)\*([^@]*)@/g, (_, times, what) => what.repeat(Number(times))).replaceAll('@TOKEN@', token);
  const ends = text.endsWith('@END@');
  if (ends) text = text.slice(0, -'@END@'.length);
  const json = /^@JSON=(.*)@$/.exec(text);
  if (!json) return { bytes: bytesOf(text), ends };
  const body = bytesOf(json[1]);
  return { bytes: Buffer.concat([Buffer.from(`POST /api/v1/auth/tokens HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`), body]), ends };
};
const read = (file) => readFileSync(join(folder, file), 'utf8').split('\n').map((line) => {
  if (!line || line.startsWith('#')) return { line };
  const [words, direct, behind, ...request] = line.split('|');
  return { words, direct, proxied: behind === '=' ? direct : behind, request: request.join('|') };
});

// ---- what came back ----
// The first answer in `bytes`: {status, name, end} or undefined while it is not whole; `closed` says that no more will come.
const answerIn = (bytes, closed, headOnly) => {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return closed && bytes.length ? { name: 'half an answer', end: bytes.length } : undefined;
  const [first, ...rest] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = /^HTTP\/1\.[01] (\d{3})( [ -~]*)?$/.exec(first)?.[1];
  if (!status) return { name: 'no answer of HTTP', end: bytes.length };
  const values = (name) => rest.filter((line) => line.toLowerCase().startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim());
  const [length, coding] = [values('content-length'), values('transfer-encoding')];
  if (length.length + coding.length > 1) return { name: `${status} of two lengths`, end: bytes.length };
  let body = bytes.subarray(end + 4);
  let used = body.length;
  if (status.startsWith('1') || status === '204' || status === '304' || headOnly) used = 0;
  else if (coding.length) {
    const last = body.indexOf('\r\n0\r\n\r\n');
    if (last < 0 && !closed) return undefined;
    used = last < 0 ? body.length : last + 7;
  } else if (length.length) {
    if (body.length < Number(length[0]) && !closed) return undefined;
    used = Math.min(Number(length[0]), body.length);
  } else if (!closed) return undefined;
  body = body.subarray(0, used).toString();
  const type = values('content-type')[0]?.split(';')[0] ?? 'nothing';
  const code = type === 'application/problem+json' ? (/"code":\s?"(\w+)"/.exec(body)?.[1] ?? 'no code') : type;
  return { status, name: Number(status) < 400 ? status : headOnly ? `${status}` : `${status} ${code}`, mark: values('x-request-id')[0], end: end + 4 + used };
};

const verdictOf = (url, { bytes, ends }, wanted) => new Promise((resolve) => {
  const { hostname, port, protocol } = new URL(url);
  const socket = protocol === 'https:' ? tls.connect({ host: hostname, port, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] }) : net.connect({ host: hostname, port });
  const heads = bytes.toString('latin1').match(/(^|\r\n\r\n|\{\}|hello)[A-Z]+ [^\r\n]*HTTP\/1/g)?.map((line) => /HEAD /.test(line)) ?? [];
  const expected = wanted.split(', ').filter((each) => /^[2-5?]/.test(each)).length;
  const final = () => answers.filter(({ status }) => status !== '100');
  const answers = [];
  let [received, closed, asked, timer] = [Buffer.alloc(0), false, false, undefined];
  const done = (how) => {
    clearTimeout(timer);
    socket.destroy();
    resolve([...answers.map(({ name }) => name), how].join(', ').replace(/, (kept|closed|waits)$/, ' $1'));
  };
  const ask = () => {
    asked = true;
    clearTimeout(timer);
    timer = setTimeout(() => done('waits'), waiting);
    if (ends) done('waits');
    else socket.write(probe);
  };
  const look = () => {
    for (let answer; received.length && (answer = answerIn(received, closed, heads[final().length] === true)); received = received.subarray(answer.end)) {
      if (answer.mark === 'last-word') return done('kept');
      answers.push(answer);
    }
    if (closed) return done('closed');
    if (asked || final().length < Math.max(expected, 1)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, /closed$/.test(wanted) ? 1000 : /kept$/.test(wanted) ? 0 : 200);
  };
  const patient = () => {
    timer = setTimeout(() => (final().length ? ask() : done('waits')), wanted === 'waits' ? waiting : patience);
    socket.write(bytes);
    if (ends) setTimeout(() => socket.end(), 100); // not with the bytes: a server that reads both at once sees the end later
  };
  socket.on(protocol === 'https:' ? 'secureConnect' : 'connect', patient);
  socket.on('data', (more) => {
    received = Buffer.concat([received, more]);
    look();
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    closed = true;
    look();
  });
});

// ---- all of them ----
const files = readdirSync(folder).filter((name) => name.endsWith('.txt')).sort().map((name) => ({ name, lines: read(name) }));
const cases = files.flatMap(({ lines }) => lines).filter(({ words }) => words);
const left = [...cases];
await Promise.all(Array.from({ length: atOnce }, async () => {
  for (let one = left.shift(); one; one = left.shift()) {
    const request = requestOf(one.request);
    one.found = { direct: await verdictOf(service, request, one.direct), proxied: await verdictOf(proxy, request, one.proxied) };
  }
}));

for (const { words, direct, proxied, found } of cases) {
  console.log(direct === found.direct ? `ok ${words}` : `not ok ${words}: the service said '${found.direct}', not '${direct}'`);
  console.log(proxied === found.proxied ? `ok ${words}, behind the proxy` : `not ok ${words}, behind the proxy: '${found.proxied}', not '${proxied}'`);
}
const same = cases.filter(({ found }) => found.direct === found.proxied).length;
console.log(`${cases.length} cases, ${same} of them with one verdict for both`);
if (writes)
  for (const { name, lines } of files)
    writeFileSync(join(folder, name), lines.map(({ line, words, request, found }) => line ?? [words, found.direct, found.proxied === found.direct ? '=' : found.proxied, request].join('|')).join('\n'));
