// webhook_ledger.mjs: what changed against what a receiver wrote down: each change must have been taken at least once, what
// happened to one thing in its order (repetitions aside), and every request signed.
// Usage: webhook_ledger.mjs CHANGES JOURNAL PATH   (CHANGES: "17-4 <thing>" a line)   prints one JSON object
import { readFileSync } from 'node:fs';

const [changes, journal, path] = process.argv.slice(2);
const lines = (file) => readFileSync(file, 'utf8').split('\n').filter(Boolean);
const wanted = lines(changes).map((line) => line.split(' ')[0]);
const requests = lines(journal).map((line) => JSON.parse(line)).filter((request) => request.path === path && request.type !== 'ping');
const taken = requests.filter(({ answered }) => answered >= 200 && answered < 300);

const newest = new Map(), seen = new Set();
let disordered = 0, repeated = 0;
for (const { id, subject, sequence } of taken) {
  if (seen.has(id)) { repeated++; continue; }
  seen.add(id);
  if (sequence < (newest.get(subject) ?? 0)) disordered++;
  else newest.set(subject, sequence);
}
console.log(JSON.stringify({
  changes: wanted.length, lost: wanted.filter((id) => !seen.has(id)).length, disordered, unsigned: requests.filter(({ valid, same }) => !valid || !same).length,
  requests: requests.length, repeated, refused: requests.length - taken.length, things: newest.size,
}));
