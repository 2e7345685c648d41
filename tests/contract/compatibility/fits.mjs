// fits.mjs: whether all that fits one schema fits another, said as what a client would meet where it does not.
//
// A request may only be taken more widely than before, an answer may only say less than it could: the same question in two directions.
// Two liberties, which every client is told of: an answer may have more properties, and a code that is no state may get company,
// because /catalogues has its label.

// The life of a thing is a promise: a screen has a place for each state.
export const isClosed = (catalogue) => catalogue === undefined || /(^|_)(state|status)$/.test(catalogue);

const words = {
  request: {
    gone: 'is no longer taken', required: 'is now required', type: 'is no longer taken as', value: 'no longer takes', values: 'takes certain values only',
    limit: 'takes less', form: 'is taken in another form', map: 'takes no further names',
  },
  answer: {
    gone: 'is no longer there', required: 'may now be missing', type: 'may now be', value: 'may now be', values: 'may now be anything',
    limit: 'may now be more', form: 'has another form', map: 'may now have any name',
  },
};
const upper = ['maximum', 'maxLength', 'maxItems', 'maxProperties'];
const lower = ['minimum', 'minLength', 'minItems', 'minProperties'];
const natural = { minLength: 0, minItems: 0, minProperties: 0 };

const typesOf = (schema) => (schema.type === undefined ? undefined : [schema.type].flat());
const valuesOf = (schema) => schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
const isMap = (schema) => typeof schema.additionalProperties === 'object';

// `fit(from, to, place)` says by `say(place, sentence)` where a value of `from` may not fit `to`; `way` is request or answer. Names of schemas
// are looked up in `schemas.from` and `schemas.to`, and each pair of them is compared once.
export const makeFit = (schemas, way, say) => {
  const told = words[way];
  const seen = new Set();
  const nameOf = (schema) => schema.$ref?.split('/').pop();
  const followed = (schema, known) => (schema.$ref ? (known[nameOf(schema)] ?? {}) : schema);
  const change = (from, to, word) => {
    const [was, is] = way === 'request' ? [from[word], to[word]] : [to[word], from[word]];
    return `(${word} was ${was ?? 'free'}, is ${is ?? 'free'})`;
  };

  const fitTypes = (from, to, place) => {
    const taken = typesOf(to);
    const takes = (type) => taken.includes(type) || (type === 'integer' && taken.includes('number'));
    const strange = taken ? (typesOf(from) ?? ['anything']).filter((type) => !takes(type)) : [];
    if (strange.length) say(place, `${told.type} ${strange.join(' or ')}`);
    return !strange.length;
  };

  const fitValues = (from, to, place) => {
    const [values, known] = [valuesOf(from), valuesOf(to)];
    if (!known) return;
    if (!values) return say(place, told.values);
    if (way === 'answer' && !isClosed(to['x-catalogue']) && to['x-catalogue'] === from['x-catalogue']) return;
    for (const value of values.filter((each) => !known.includes(each))) say(place, `${told.value} ${JSON.stringify(value)}`);
  };

  const fitLimits = (from, to, place) => {
    for (const word of upper) if (to[word] !== undefined && !(from[word] <= to[word])) say(place, `${told.limit} ${change(from, to, word)}`);
    for (const word of lower) if (to[word] !== undefined && !((from[word] ?? natural[word]) >= to[word])) say(place, `${told.limit} ${change(from, to, word)}`);
    for (const word of ['format', 'pattern']) if (to[word] !== undefined && to[word] !== from[word]) say(place, `${told.form} ${change(from, to, word)}`);
    if (to.uniqueItems && !from.uniqueItems) say(place, `${told.limit} ${change(from, to, 'uniqueItems')}`);
    if (way !== 'request') return;
    if (to.readOnly && !from.readOnly) say(place, 'can no longer be written');
    if (from.default !== undefined && JSON.stringify(from.default) !== JSON.stringify(to.default)) say(place, `means something else when it is left out ${change(from, to, 'default')}`);
  };

  const fitProperties = (from, to, place) => {
    const own = from.properties ?? {};
    for (const [name, property] of Object.entries(own)) {
      const into = to.properties?.[name] ?? (isMap(to) ? to.additionalProperties : undefined);
      if (into) fit(property, into, `${place}/${name}`);
      else if (way === 'request' && to.additionalProperties === false) say(`${place}/${name}`, told.gone);
    }
    for (const name of Object.keys(to.properties ?? {}))
      if (way === 'answer' && !own[name]) say(`${place}/${name}`, told.gone);
      else if (to.required?.includes(name) && !from.required?.includes(name)) say(`${place}/${name}`, told.required);
    if (isMap(from) && isMap(to)) fit(from.additionalProperties, to.additionalProperties, `${place}/*`);
    else if (to.additionalProperties === false && (from.additionalProperties ?? false) !== false) say(place, told.map);
  };

  // Each of what may come has to fit one of what is taken, the one of its name where there are several.
  const fitChoices = (from, to, place) => {
    for (const one of from.anyOf ?? [from]) {
      const into = to.anyOf ? to.anyOf.find((each) => nameOf(each) === nameOf(one)) : to;
      if (into) fit(one, into, place);
      else say(place, `${told.type} ${nameOf(one)}`);
    }
  };

  const fit = (from, to, place) => {
    if (from.anyOf || to.anyOf) return fitChoices(from, to, place);
    if (from.$ref || to.$ref) {
      const pair = `${from.$ref ?? JSON.stringify(from)} ${to.$ref ?? JSON.stringify(to)}`;
      if (seen.has(pair)) return;
      seen.add(pair);
      return fit(followed(from, schemas.from), followed(to, schemas.to), `${place} ${nameOf(from) ?? nameOf(to)}`);
    }
    if (!fitTypes(from, to, place)) return;
    fitValues(from, to, place);
    fitLimits(from, to, place);
    fitProperties(from, to, place);
    if (to.items) fit(from.items ?? {}, to.items, `${place}[]`);
  };
  return fit;
};
