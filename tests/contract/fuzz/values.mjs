// values.mjs: a value that a schema of the contract allows, and one that it should refuse.
import fc from 'fast-check';
import * as hostile from './hostile.mjs';

const words = ['Trồng mới', 'Ngọk Bay', 'phong trào', 'A Brôl', 'Y Blưt', 'chè', 'giảm nghèo', 'Măng Đen', 'lần thứ'];
const two = (number) => String(number).padStart(2, '0');

export const makeValues = (chance, known, resolved, seed) => {
  const samples = new Map();
  const matching = (pattern) => {
    if (!samples.has(pattern)) samples.set(pattern, fc.sample(fc.stringMatching(new RegExp(pattern)), { seed, numRuns: 200 }));
    return chance.pick(samples.get(pattern));
  };
  const hex = (length) => Array.from({ length }, () => chance.below(16).toString(16)).join('');
  const invented = () => `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`;
  const day = () => `${chance.between(2019, 2027)}-${two(chance.between(1, 12))}-${two(chance.between(1, 28))}`;
  const reference = (kind) => () =>
    chance.happens(50) && known.code(kind) ? `code:${known.code(kind)}` : (known.id(kind) ?? invented());

  const formats = {
    uuid: (name) => known.id(name) ?? (chance.happens(50) ? known.stranger() : undefined) ?? invented(),
    date: day,
    'date-time': () => `${day()}T${two(chance.below(24))}:${two(chance.below(60))}:00${chance.pick(['Z', '+07:00'])}`,
    email: () => `${hex(6)}@kontum.gov.vn`,
    'citizen-identifier': () => Array.from({ length: 12 }, () => chance.below(10)).join(''),
    'unit-reference': reference('unit'),
    'campaign-reference': reference('campaign'),
    'indicator-reference': reference('indicator'),
    binary: () => hex(40),
  };

  const text = (schema, name) => {
    if (formats[schema.format]) return formats[schema.format](name);
    if (schema.pattern && !schema.pattern.includes('(?')) return matching(schema.pattern).slice(0, schema.maxLength);
    const told = name === 'code' ? undefined : known.code(name);
    if (told && chance.happens(50)) return told;
    let made = chance.pick(words);
    while (made.length < (schema.minLength ?? 1)) made += ` ${chance.pick(words)}`;
    if (chance.happens(10) && schema.maxLength) made = made.padEnd(schema.maxLength, 'ữ');
    return made.slice(0, schema.maxLength);
  };

  const number = (schema, whole) => {
    const low = schema.minimum ?? -1000;
    const high = schema.maximum ?? Math.max(low, 0) + 100000;
    const made = chance.pick([low, high, low + chance.below(10), chance.between(Math.ceil(low), Math.floor(Math.min(high, low + 1e6)))]);
    return whole ? Math.round(made) : chance.happens(30) ? Math.min(high, made + chance.below(100) / 100) : made;
  };

  // Optional properties come half the time, deep ones seldom.
  const good = (given, name = '', depth = 0) => {
    const schema = resolved(given) ?? {};
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return chance.pick(schema.enum);
    if (schema.oneOf ?? schema.anyOf) return good(chance.pick(schema.oneOf ?? schema.anyOf), name, depth);
    const types = [schema.type ?? (schema.properties ? 'object' : 'string')].flat();
    const type = types.length > 1 && chance.happens(85) ? types.find((each) => each !== 'null') : chance.pick(types);
    if (type === 'null') return null;
    if (type === 'boolean') return chance.happens(50);
    if (type === 'integer' || type === 'number') return number(schema, type === 'integer');
    if (type === 'string') return text(schema, name);
    if (type === 'array') {
      const count = Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? 3, chance.below(depth ? 3 : 5)));
      return Array.from({ length: count }, () => good(schema.items, name.replace(/s$/, ''), depth + 1));
    }
    const made = {};
    for (const [key, property] of Object.entries(schema.properties ?? {})) {
      const wanted = schema.required?.includes(key);
      if (!resolved(property).readOnly && (wanted || chance.happens(depth > 2 ? 15 : 50))) made[key] = good(property, key, depth + 1);
    }
    return made;
  };

  const bad = () => (chance.happens(60) ? chance.pick(hostile.texts) : chance.pick(hostile.values));

  // One place of a body, at any depth, takes something that does not belong there.
  const spoil = (body) => {
    if (body === null || typeof body !== 'object' || chance.happens(5)) return bad();
    const keys = Object.keys(body);
    if (!keys.length || chance.happens(8)) return Array.isArray(body) ? [...body, bad()] : { ...body, [chance.pick(['id', 'version', 'state', 'unit_id', 'x', ''])]: bad() };
    const key = chance.pick(keys);
    const copy = Array.isArray(body) ? [...body] : { ...body };
    if (chance.happens(8) && !Array.isArray(body)) delete copy[key];
    else if (body[key] !== null && typeof body[key] === 'object' && chance.happens(70)) copy[key] = spoil(body[key]);
    else copy[key] = bad();
    return copy;
  };

  return { good, bad, spoil };
};
