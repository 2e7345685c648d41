// checks.mjs: mutants of the checks in C, made by rule from the text of api/: one JSON object each, in an order by chance.
//   guard     `if (condition) return <refusal>;` never refuses: the condition is false. A refusal is a call of problem_set(),
//             problem_add() or refuse…(), or plain false or NULL in a file whose functions judge what comes from outside
//   otherwise `… || problem_set(…)` never refuses: the call is true
//   limit     in such a condition `<` and `>` are wrong by one
// Usage: checks.mjs SEED [FOLDER…]; {kind, file, line, name, code, begin, end, text}: text replaces the bytes begin to end
import { readFileSync, readdirSync } from 'node:fs';
import { chanceOf } from '../contract/fuzz/chance.mjs';

const [seed, ...named] = process.argv.slice(2);
const judging = ['auth', 'http', 'councils', 'documents', 'exchange', 'tables', 'contract', 'render'];
const folders = named.length ? named : judging;
const sources = folders.flatMap((folder) => readdirSync(`api/${folder}`).filter((name) => name.endsWith('.c')).map((name) => `api/${folder}/${name}`));
// Starting up and commands speak to an operator.
const elsewhere = /api\/(auth\/(commands|keys|key_files|resting_keys|audit_key)|contract\/(contract|operations|served|place)|exchange\/(audit_heads|housekeeping)|http\/service)\.c$/;
const judges = /api\/(auth\/(tokens|authorise|encoding|passwords|identifiers|cache)|http\/(headers|client_address|negotiation|cursor)|contract\/(formats|characters)|tables\/values)\.c$/;
// What fails without anybody's doing is for tests/torture.
const faults = /"(internal_error|storage_full|database_unavailable|audit_unavailable|sealing_not_possible)"/;
const refusal = /^(problem_set|problem_add|refuse\w*)\s*\(/, plain = /^(false|NULL)\s*;/;

// The place behind the parenthesis that closes the one at `open`, texts left out.
const closing = (text, open) => {
  for (let at = open, depth = 0; at < text.length; at++) {
    if (text[at] === '"' || text[at] === "'") for (const mark = text[at++]; text[at] !== mark; at++) at += text[at] === '\\';
    else if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at + 1;
  }
  return -1;
};
const codeIn = (text) => text.match(/"([a-z_]{4,})"/)?.[1] ?? null;
const oneLine = (text) => text.replace(/\s+/g, ' ');

const mutants = [];
for (const file of sources.filter((name) => !elsewhere.test(name))) {
  const text = readFileSync(file, 'utf8');
  const add = (kind, begin, end, replacement, code, said) =>
    mutants.push({ kind, file, line: text.slice(0, begin).split('\n').length, name: oneLine(said), code, begin: Buffer.byteLength(text.slice(0, begin)), end: Buffer.byteLength(text.slice(0, end)), text: replacement });
  for (const { index } of text.matchAll(/^ +if \(/gm)) {
    const open = text.indexOf('(', index), end = closing(text, open), condition = text.slice(open + 1, end - 1);
    const rest = text.slice(end).replace(/^\s*\{?\s*(\w+->\w+ = [^;]*;\s*)?/, ''), answer = rest.replace(/^return\s+/, '');
    const refuses = refusal.test(answer) || (rest !== answer && plain.test(answer) && judges.test(file));
    if (!refuses || faults.test(answer.slice(0, answer.indexOf(';')))) continue;
    const code = codeIn(answer.slice(0, answer.indexOf(';')));
    add('guard', open + 1, end - 1, `false && (${condition})`, code, `${condition}: ${answer.slice(0, answer.indexOf(';'))}`);
    for (const { index: sign, 0: found } of condition.matchAll(/(?<=\w |\) )[<>](?= [\w(])/g))
      add('limit', open + 1 + sign, open + 2 + sign, `${found}=`, code, `${condition.slice(0, sign)}${found}=${condition.slice(sign + 1)}: ${answer.slice(0, answer.indexOf(';'))}`);
  }
  for (const { index, 0: found } of text.matchAll(/\|\|\s+problem_(set|add)\(/g)) {
    const begin = index + found.indexOf('problem'), end = closing(text, index + found.length - 1);
    if (faults.test(text.slice(begin, end))) continue;
    const line = text.lastIndexOf('\n', index) + 1;
    add('otherwise', begin, end, 'true', codeIn(text.slice(begin, end)), text.slice(line, end).trim());
  }
}
const chance = chanceOf(Number(seed));
mutants.map((one) => [chance.below(1 << 30), one]).sort((a, b) => a[0] - b[0]).forEach(([, one]) => console.log(JSON.stringify(one)));
