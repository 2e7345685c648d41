// breaks.mjs: everything of a released promise (promise.mjs) that a present one takes away: what would break a client, as sentences.
import { makeFit } from './fits.mjs';

// An operation whose end a release told may go once that day has come.
export const breaksOf = (released, present, today = new Date().toISOString().slice(0, 10)) => {
  const found = [];
  const say = (place, sentence) => found.push(`${place} ${sentence}`);
  const takes = makeFit({ from: released.schema, to: present.schema }, 'request', say);
  const gives = makeFit({ from: present.schema, to: released.schema }, 'answer', say);

  const callers = (was, is, place) => {
    const letIn = (role) => is.length === 0 || is.includes('') || (role && (is.includes(role) || is.includes(role.split('@')[0])));
    if (was.length === 0 && is.length > 0) say(place, 'now wants a token');
    for (const role of was) if (!letIn(role)) say(place, `no longer lets in ${role || 'everybody signed in'}`);
  };

  const parameters = (was, is, place) => {
    for (const [name, parameter] of Object.entries(was)) {
      if (!is[name]) {
        say(`${place}: ${name}`, 'is no longer taken');
        continue;
      }
      if (is[name].required && !parameter.required) say(`${place}: ${name}`, 'is now required');
      takes(parameter.schema, is[name].schema, `${place}: ${name}`);
    }
    for (const name of Object.keys(is).filter((each) => !was[each]))
      if (is[name].required) say(`${place}: ${name}`, 'is new and required');
      else if (name === 'header If-Match') say(`${place}: ${name}`, 'is new: who leaves it out is answered 428');
  };

  const body = (was, is, place) => {
    if (is?.required && !was?.required) say(place, 'now wants a body');
    if (!was) return;
    if (!is) return say(place, 'no longer takes a body');
    if (is.limit < was.limit) say(place, `takes a smaller body (${was.limit} bytes before, ${is.limit} now)`);
    for (const [type, schema] of Object.entries(was.content))
      if (is.content[type]) takes(schema, is.content[type], `${place} body`);
      else say(place, `no longer takes ${type}`);
  };

  const answers = (was, is, place) => {
    for (const [status, answer] of Object.entries(was)) {
      if (!is[status]) {
        say(place, `no longer answers ${status}`);
        continue;
      }
      for (const header of answer.headers) if (!is[status].headers.includes(header)) say(`${place} ${status}`, `no longer has the header ${header}`);
      for (const [type, schema] of Object.entries(answer.content))
        if (is[status].content[type]) gives(is[status].content[type], schema, `${place} ${status}`);
        else say(`${place} ${status}`, `is no longer there as ${type}`);
    }
    // a problem of another status is what `default` has told of
    for (const status of Object.keys(is)) if (/^[123]/.test(status) && !was[status]) say(place, `may now answer ${status}`);
  };

  for (const [name, was] of Object.entries(released.operation)) {
    const is = present.operation[name];
    if (!is) {
      if (!(was.until <= today)) say(name, was.until ? `is gone, and was to stay until ${was.until}` : 'is gone');
      continue;
    }
    if (is.id !== was.id) say(name, `is now called ${is.id}, was ${was.id}`);
    callers(was.callers, is.callers, was.id);
    parameters(was.parameters, is.parameters, was.id);
    body(was.body, is.body, was.id);
    answers(was.answers, is.answers, was.id);
  }
  for (const [name, codes] of Object.entries(released.catalogue))
    if (!present.catalogue[name]) say(`catalogue ${name}`, 'is gone');
    else for (const code of codes.filter((each) => !present.catalogue[name].includes(each))) say(`catalogue ${name}`, `no longer has ${code}`);
  for (const [code, status] of Object.entries(released.problem))
    if (present.problem[code] === undefined) say(`problem ${code}`, 'is gone');
    else if (present.problem[code] !== status) say(`problem ${code}`, `was ${status}, is ${present.problem[code]}`);
  return found;
};
