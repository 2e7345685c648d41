// generate.mjs: what others make of the contract, made for them: a copy in OpenAPI 3.0, types for TypeScript, a Postman collection,
// JSON Schemas that stand alone. Each is checked once it is made.
// Usage: node generate.mjs build/openapi.json build/clients FOLDER-OF-EXCHANGES [NAME…]; the last line is "N passed, M failed".
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCollection } from './collection.mjs';
import { makeOlderCopy } from './older.mjs';
import { makeSchemas } from './schemas.mjs';
import { makeTypes } from './types.mjs';

const [file, folder, exchanges, ...wanted] = process.argv.slice(2);
const contract = JSON.parse(readFileSync(file, 'utf8'));
const write = (name, content) => {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : `${JSON.stringify(content, null, 1)}\n`);
  return path;
};

// Each writes its files, and answers the faults found in them and a word on what it made.
const makers = { older: makeOlderCopy, types: makeTypes, schemas: makeSchemas, collection: makeCollection };
let failed = 0;
const names = wanted.length ? wanted : Object.keys(makers);
for (const name of names) {
  const began = Date.now();
  const { faults, made } = await makers[name]({ contract, file, write, exchanges }).catch((fault) => ({ faults: [String(fault.stack ?? fault)], made: 'nothing' }));
  console.log(`${faults.length ? 'not ok' : 'ok'} ${name}: ${made}, ${((Date.now() - began) / 1000).toFixed(1)} s`);
  for (const fault of faults.slice(0, 10)) console.log(`    ${fault}`);
  failed += faults.length ? 1 : 0;
}
console.log(`${names.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
