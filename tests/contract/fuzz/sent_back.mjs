// sent_back.mjs: what GET answers, PATCH and PUT of the same path take unchanged, and nothing is changed by it: for every such
// pair of the contract, of a thing of the demo, by somebody who may change it (decisions/0016).
import { readFileSync } from 'node:fs';

const thingsMost = 12; // of a kind, until one of them was taken
const shapes = new Set([
  'unknown_property', 'read_only_property', 'wrong_type', 'required', 'not_unique', 'not_in_list', 'not_the_constant', 'too_few', 'too_many', 'too_small',
  'too_large', 'too_short', 'too_long', 'wrong_format', 'wrong_pattern', 'malformed_json', 'number_too_precise', 'number_with_exponent', 'text_not_clean',
]);

// The demo has none of them that somebody may still change: a test of the api suite makes one, and says expect_taken_back().
const takenElsewhere = {
  put_baselines: 'targets_test',
  put_council_attendance: 'council_sessions_test',
  save_unit_submission: 'submissions_test',
  update_calendar_period: 'calendars_test',
  update_comment: 'comments_test',
  update_hold: 'holds_test',
  update_nomination: 'proposals_test',
  update_obligation: 'obligations_test',
  update_observation: 'submissions_test',
  update_proposal: 'proposals_test',
  update_publicity_list: 'publicity_test',
  update_reminder: 'reminders_test',
  update_submission: 'submissions_test',
};

// What every change, and time, changes.
const lasting = (answer) => JSON.stringify(JSON.parse(answer.body), (key, value) => (['version', 'changed_at', 'allowed_actions'].includes(key) ? undefined : value));

const codesOf = (answer) => {
  const problem = JSON.parse(answer.body.toString() || '{}');
  return [problem.code, ...(problem.errors ?? []).map(({ code }) => code)];
};

const pairsOf = (operations, typesOf) =>
  operations
    .filter(({ method }) => method === 'PATCH' || method === 'PUT')
    .map((write) => ({ write, read: operations.find(({ method, path }) => method === 'GET' && path === write.path), type: typesOf(write).find((type) => /json$/.test(type)) }))
    .filter(({ read, type }) => read && type);

// Whether a thing was taken back; null where nobody could be asked about it. Faults are told to `report`.
const sendBack = async ({ write, read, type }, path, account, ask, report) => {
  const get = { method: 'GET', path, headers: { Accept: 'application/json' }, account };
  const before = await ask(read, get);
  if (before.status !== 200 || JSON.parse(before.body).version === undefined) return null;
  const back = { method: write.method, path, headers: { 'Content-Type': type, 'If-Match': before.headers.etag }, body: before.body.toString(), account };
  const taken = await ask(write, back);
  if (taken.status >= 300) {
    if (codesOf(taken).some((code) => shapes.has(code))) report(back, `its own answer is not taken: ${taken.body.toString().slice(0, 500)}`);
    return taken.status === 403 || taken.status === 404 ? null : false;
  }
  const after = await ask(read, get);
  if (lasting(before) !== lasting(after)) report(back, `is another after it was sent back: ${lasting(after).slice(0, 500)}`);
  return true;
};

// {count, here}: how many pairs there are, and how many were seen here.
export const sendAllBack = async ({ operations, typesOf, placesOf, accountsFor, each, ask, report }) => {
  const pairs = pairsOf(operations, typesOf);
  let here = 0;
  await each(pairs, async (pair) => {
    for (const path of placesOf(pair.read, thingsMost)) {
      let taken = null;
      for (const account of accountsFor(pair.write.source)) if ((taken = await sendBack(pair, path, account, ask, (request, fault) => report(pair.write, request, fault))) !== null) break;
      if (taken) return void (here += 1);
    }
    const test = takenElsewhere[pair.write.id];
    if (!test || !readFileSync(`tests/api/${test}.c`, 'utf8').includes('expect_taken_back(')) report(pair.write, null, 'nothing of the demo was taken back, and no test of the api suite is named');
  });
  return { count: pairs.length, here };
};
