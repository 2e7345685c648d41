// diff.mjs: whether clients of the last release still work with this contract.
// Usage: node diff.mjs RELEASED build/openapi.json           says what would break them, and ends with 1 where it may not
//        node diff.mjs RELEASED build/openapi.json --release   keeps this contract as the released one, unless it breaks what it may not
import { existsSync, readFileSync } from 'node:fs';
import { breaksOf } from './breaks.mjs';
import { promiseOf, readPromise, writePromise } from './promise.mjs';

const [file, contract, release] = process.argv.slice(2);
const present = promiseOf(JSON.parse(readFileSync(contract, 'utf8')));
const majorOf = ({ version }) => Number(version.split('.')[0]);

const breaks = existsSync(file) ? breaksOf(readPromise(file), present) : [];
const released = existsSync(file) ? readPromise(file).release : undefined;
const bound = released && majorOf(released) >= 1 && majorOf(released) === majorOf(present.release);

for (const each of breaks) console.log(each);
if (!released) console.log(`nothing is released yet; this is ${present.release.version}`);
else console.log(`${breaks.length} ${breaks.length === 1 ? 'change' : 'changes'} since ${released.version} would break a client${breaks.length && !bound ? ', which a version before 1.0 or of another first number may' : ''}`);
if (bound && breaks.length) process.exit(1);
if (release === '--release') {
  writePromise(file, present);
  console.log(`${file} is now ${present.release.version}`);
}
