// canaries.mjs: words that stand in rows of every unit (tests/support/canaries.psql), looked for in every answer of a client:
// a word whose row the caller's unit may not read is a leak.
import { readFileSync } from 'node:fs';
import { isPacked, unpacked } from './unpacked.mjs';

const list = process.env.TEST_CANARIES;
const readers = new Map(list ? readFileSync(list, 'utf8').split('\n').filter(Boolean).map((line) => line.split('\t')).map(([word, units, place]) => [word, { units, place }]) : []);

const unitOf = (token) => {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).unit ?? '';
  } catch {
    return '';
  }
};

// What is said of nominees goes on a list that a leader opens for everybody's objections, as a client by chance may.
const isOpened = (path, body, place) => place === 'nominations' && (/^\/api\/v1\/public\/consultations/.test(path) || (/^\/api\/v1\/publicity-lists\//.test(path) && !/"state":"draft"/.test(body)));

// How many answers told such a word where a search of their bytes finds none: without any, they were not looked into.
export const heard = { packed: 0 };

// The first foreign word in the Buffer `body`, or in the headers beside it, for whoever sent `headers` to `path`; undefined for none. What systems and
// calendars may read is not looked up here: their tokens say nothing of a unit.
export const foreignWord = ({ path, headers = {} }, body, beside = {}) => {
  const words = readers.size ? `${Object.values(beside).join('\n')}\n${unpacked(body)}`.match(/chim[0-9a-f]{12}/g) : null;
  if (!words) return undefined;
  heard.packed += isPacked(body);
  const token = /^Bearer (.*)/i.exec(headers.Authorization ?? '')?.[1] ?? /picture_key=([^&]*)/.exec(path)?.[1] ?? '';
  if (token.startsWith('thidua_') || path.includes('feed_key=')) return undefined;
  const unit = unitOf(token);
  return words.find((word) => {
    const { units, place } = readers.get(word) ?? {};
    return units !== undefined && !(unit && units.includes(unit)) && !isOpened(path, body, place);
  });
};
