// logs.mjs: the logs that a whole run of tests has left. Every line of every service is one JSON object with the fields that the
// documentation names, nothing in it moves a terminal or hides, and no secret that the tests used stands in any.
// Usage: node logs.mjs FOLDER; "ok …" and "not ok …" lines.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const entries = readdirSync(folder, { withFileTypes: true });
const logs = [
  ...entries.filter(({ name }) => name.endsWith('.service.log')).map(({ name }) => name),
  ...entries.filter((each) => each.isDirectory() && each.name === 'wire_test').flatMap(({ name }) => readdirSync(join(folder, name)).filter((log) => /^service\..*\.log$/.test(log)).map((log) => join(name, log))),
];
const planted = entries.map(({ name }) => name).filter((name) => name.startsWith('planted-')).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean));

// What moves, hides or turns round what is read, and ends of lines of other standards.
const hidden = /[\p{Cf}\p{Zl}\p{Zp}\u0000-\u001f\u007f-\u009f\ufffe\uffff]/u;
const secrets = {
  'a password': /thidua-demo|mùa xuân trên cao nguyên|đường lên Măng Đen/,
  'a signed token': /eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/,
  'the token of a system': /thidua_[\w-]{43}/,
  'a hash of a password': /\$(y|argon2id|2b|6)\$/,
  'a private key': /BEGIN (EC |RSA )?PRIVATE KEY/,
  'the key of a picture or a calendar': /(picture|feed)_key=/,
  'a number of twelve digits that could be of a citizen': /(?<![\w.-])0\d{11}(?![\w-])/,
  'an identifier that was planted': new RegExp(`(?<!\\d)(${planted.join('|') || '(?!)'})(?!\\d)`),
};
const faults = new Map();
const fault = (words, where) => faults.set(words, [...(faults.get(words) ?? []), where]);

const judge = (line, where) => {
  let event;
  try {
    event = JSON.parse(line);
  } catch {
    event = undefined;
  }
  if (event === null || typeof event !== 'object' || !event.time || !event.level || !event.event) return fault('every line is an event in JSON', `${where} ${line.slice(0, 200)}`);
  if (hidden.test(line)) fault('no line hides or turns what is read', `${where} ${JSON.stringify(line).slice(0, 300)}`);
  for (const [what, form] of Object.entries(secrets)) if (form.test(line)) fault(`no line holds ${what}`, `${where} ${line.slice(0, 300)}`);
};

// ---- the control: lines of which each has to be found ----
const bad = ['{"event":"x"', '{"time":"t","level":"info","event":"\u202e"}', `{"time":"t","level":"info","event":"x","a":"eyJhbGciOiJFUzI1NiJ9.eyJhbGciOiJFUzI1NiJ9.eyJhbGciOiJFUzI1NiJ9"}`, '{"time":"t","level":"info","event":"x","a":"thidua-demo"}', '{"time":"t","level":"info","event":"x","a":"tried 062095000001"}'];
for (const [index, line] of bad.entries()) judge(line, String(index));
const noticed = new Set([...faults.values()].flat().map((where) => where[0])).size;
faults.clear();

let lines = 0;
for (const name of logs)
  for (const line of readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean)) {
    lines += 1;
    judge(line, name);
  }

console.log(`${noticed === bad.length ? 'ok' : 'not ok'} each of ${bad.length} bad lines is noticed`);
for (const words of ['every line is an event in JSON', 'no line hides or turns what is read', ...Object.keys(secrets).map((what) => `no line holds ${what}`)]) {
  const found = faults.get(words) ?? [];
  console.log(`${found.length ? 'not ok' : 'ok'} ${words}${found.length ? `: ${found.length}` : ''}`);
  for (const where of found.slice(0, 5)) console.log(`    ${where}`);
}
console.log(`${lines} lines of ${logs.length} services, ${planted.length} identifiers planted`);
