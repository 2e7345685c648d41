// check.mjs: checks every answer that the test suite received against openapi.yaml, and that the suite saw every
// operation with every status the operation declares.
// Usage: node check.mjs build/openapi.json FOLDER-OF-EXCHANGES; the last line is "N passed, M failed".
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readContract } from './answers.mjs';

const [contractFile, folder] = process.argv.slice(2);
const { operations, judged } = readContract(contractFile);
for (const operation of operations) Object.assign(operation, { faults: [], seen: new Set() });

// ---- all answers ----
const strays = [];
let exchanges = 0;
for (const name of readdirSync(folder).filter((each) => each.endsWith('.ndjson')).sort())
  for (const line of readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean)) {
    const exchange = JSON.parse(line);
    if (exchange.method === 'OPTIONS') continue;
    exchanges += 1;
    const { operation, faults } = judged(exchange);
    operation?.seen.add(String(exchange.status));
    const place = `${exchange.program}::${exchange.test}: ${exchange.method} ${exchange.path.slice(0, 200)} ${exchange.status}`;
    (operation?.faults ?? strays).push(...faults.map((fault) => `${place}: ${fault}`));
  }

// ---- the verdict, one per operation and one for what belongs to none ----
let failed = 0;
for (const operation of operations) {
  for (const status of Object.keys(operation.responses))
    if (status !== 'default' && !operation.seen.has(status)) operation.faults.push(`${status} was never seen`);
  if (!operation.faults.length) continue;
  failed += 1;
  console.log(`not ok ${operation.method} ${operation.segments.join('/')} (${operation.id})`);
  for (const fault of operation.faults.slice(0, 10)) console.log(`    ${fault}`);
  if (operation.faults.length > 10) console.log(`    … and ${operation.faults.length - 10} more`);
}
if (strays.length) {
  failed += 1;
  console.log('not ok answers outside every operation');
  for (const stray of strays.slice(0, 10)) console.log(`    ${stray}`);
}
console.log(`${exchanges} answers checked`);
console.log(`${operations.length + 1 - failed} passed, ${failed} failed`);
