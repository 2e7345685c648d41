// form_test.mjs: the form of a report (form/) in a browser, on a telephone's width and on a desktop's, from an origin of its own.
// Usage: TEST_URL=… node form_test.mjs PORT PICTURE-FOLDER; the service lists http://127.0.0.1:PORT in THIDUA_CORS_ORIGINS.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

const [port, pictures] = process.argv.slice(2);
const folder = new URL('form/', import.meta.url);
const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };
const runs = [
  { name: 'form', size: '1280,2600', unit: 'xa-doan-ket' },
  { name: 'form-phone', size: '390,7600', unit: 'xa-hoa-binh' },
];
const expected = 10; // sentences of form/drive.js

// The page as it is, with the person at it.
const pages = http.createServer((request, response) => {
  const name = new URL(request.url, 'http://here').pathname.slice(1) || 'index.html';
  const content = types[extname(name)] && /^[a-z]+[.][a-z]+$/.test(name) ? readFileSync(new URL(name, folder), 'utf8') : '';
  response.writeHead(content ? 200 : 404, { 'Content-Type': `${types[extname(name)] ?? 'text/plain'}; charset=utf-8` });
  response.end(name === 'index.html' ? content.replace('</body>', '<script type="module" src="drive.js"></script></body>') : content);
});

// What the browser logs of the two answers that are meant.
const meant = /Failed to load resource: the server responded with a status of (401|422) /;

const look = ({ name, size, unit }) =>
  new Promise((resolve) => {
    const profile = mkdtempSync(join(tmpdir(), 'form-'));
    const address = new URL(`http://127.0.0.1:${port}/`);
    address.search = new URLSearchParams({ server: process.env.TEST_URL, campaign: 'code:KT-2025', unit: `code:${unit}`, period: '2025-6M', account: `${unit}.reporter` });
    const browser = spawn('chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--user-data-dir=${profile}`,
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', '--disable-background-networking', '--no-first-run', '--disable-component-update', '--enable-logging=stderr',
      `--window-size=${size}`, '--virtual-time-budget=60000', `--screenshot=${join(pictures, `${name}.png`)}`, address.href], { stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    browser.stderr.setEncoding('utf8').on('data', (text) => (log += text));
    const late = setTimeout(() => browser.kill('SIGKILL'), 60000);
    browser.on('close', () => {
      clearTimeout(late);
      rmSync(profile, { recursive: true, force: true });
      resolve([...log.matchAll(/:CONSOLE[^"]*"(.*)", source: /g)].map(([, message]) => message).filter((message) => !meant.test(message)));
    });
  });

mkdirSync(pictures, { recursive: true });
await new Promise((resolve) => pages.listen(Number(port), '127.0.0.1', resolve));
let passed = 0;
let failed = 0;
for (const run of runs) {
  const messages = await look(run);
  const good = messages.filter((message) => message.startsWith('ok '));
  const bad = messages.filter((message) => !message.startsWith('ok ') && message !== 'done');
  if (good.length + bad.length < expected || !messages.includes('done')) bad.push(`only ${good.length} of ${expected} sentences were said`);
  if ((statSync(join(pictures, `${run.name}.png`), { throwIfNoEntry: false })?.size ?? 0) < 20000) bad.push('there is no picture, or an empty one');
  passed += good.length;
  failed += bad.length;
  for (const each of bad) console.log(`not ok ${run.name}: ${each}`);
}
pages.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
