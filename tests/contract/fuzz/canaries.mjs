// canaries.mjs: words that stand in rows of every unit (tests/support/canaries.psql), looked for in every answer of a client:
// a word whose row the caller's unit may not read is a leak.
import { readFileSync } from 'node:fs';

const list = process.env.TEST_CANARIES;
const readers = new Map(list ? readFileSync(list, 'utf8').split('\n').filter(Boolean).map((line) => line.split('\t')) : []);

const unitOf = (token) => {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).unit ?? '';
  } catch {
    return '';
  }
};

// The first foreign word in `body` for whoever sent `headers` to `path`; undefined for none. What systems and calendars may
// read is not looked up here: their tokens say nothing of a unit.
export const foreignWord = ({ path, headers = {} }, body) => {
  const words = readers.size && body.includes('chim') ? body.toString().match(/chim[0-9a-f]{12}/g) : null;
  if (!words) return undefined;
  const token = /^Bearer (.*)/i.exec(headers.Authorization ?? '')?.[1] ?? /picture_key=([^&]*)/.exec(path)?.[1] ?? '';
  if (token.startsWith('thidua_') || path.includes('feed_key=')) return undefined;
  const unit = unitOf(token);
  return words.find((word) => readers.has(word) && !(unit && readers.get(word).includes(unit)));
};
