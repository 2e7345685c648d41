// known.mjs: what the answers so far have told: ids by what they name, their versions, their codes; and only half of what is
// sent should be invented, or nothing behind the first check is ever reached.

const kept = 60; // of each kind; a new one takes the place of one by chance
const named = (key) => key.replace(/_id$/, '').replace(/^(parent|lead|receiving|issuing|owner|reporting)_/, '');
const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;

const makeKnown = (chance, kindOfSegment) => {
  const kinds = new Map();
  const versions = new Map();
  const members = new Map();

  const remember = (kind, value) => {
    if (!kind) return;
    const list = kinds.get(kind) ?? kinds.set(kind, []).get(kind);
    if (list.includes(value)) return;
    if (list.length < kept) list.push(value);
    else list[chance.below(kept)] = value;
  };

  // An object is of the kind that its key in the answer says, or that the path of a list says.
  const learn = (value, kind, depth = 0) => {
    if (depth > 6 || value === null || typeof value !== 'object') return;
    if (Array.isArray(value)) {
      for (const each of value.slice(0, 20)) learn(each, kind, depth + 1);
      return;
    }
    if (uuid.test(value.id)) {
      remember(kind, value.id);
      if (value.version) versions.set(value.id, value.version);
    }
    for (const [key, each] of Object.entries(value)) {
      if (typeof each === 'string' && (uuid.test(each) || key === 'code' || key.endsWith('_code')) && key !== 'id')
        remember(key === 'code' ? `code of ${kind}` : named(key), each);
      else learn(each, ['items', 'data', 'changes'].includes(key) ? kind : kindOfSegment(key) ?? named(key), depth + 1);
    }
  };

  // What a list at a path held is asked for below that path, and not below another's.
  const rememberMembers = (path, items) => {
    const ids = (Array.isArray(items) ? items : []).map((item) => (uuid.test(item?.id) ? item.id : item?.code)).filter((id) => typeof id === 'string');
    if (ids.length) members.set(path, ids.slice(0, kept));
  };

  // `/calendars/{calendar}/periods` lists what `{calendar_period}` names.
  const all = (name) => kinds.get(named(name)) ?? kinds.get(kindOfSegment(name)) ?? kinds.get(`${name.split('_').at(-1)}s`) ?? kinds.get(name.split('_').at(-1)) ?? [];
  const any = (kind) => (kinds.get(kind)?.length ? chance.pick(kinds.get(kind)) : undefined);
  return {
    learn,
    rememberMembers,
    members: (path) => members.get(path) ?? [],
    all,
    id: (name) => (all(name).length ? chance.pick(all(name)) : undefined),
    code: (kind) => any(`code of ${kind}`),
    stranger: () => (kinds.size ? any(chance.pick([...kinds.keys()])) : undefined),
    version: (id) => versions.get(id),
  };
};

// `/campaigns/{campaign}`: what a list of campaigns holds is what a parameter `campaign` names.
export const makeLearning = (chance, operations) => {
  const kinds = new Map();
  for (const { path } of operations) for (const [, segment, parameter] of path.matchAll(/\/([^/{}]+)\/\{(\w+)\}/g)) kinds.set(segment.replace(/-/g, '_'), parameter);
  const kindOf = (key) => kinds.get(key?.replace(/-/g, '_'));
  const known = makeKnown(chance, kindOf);
  const learn = (operation, answer, request) => {
    if (answer.status >= 300 || !/[/+]json$/.test(answer.type) || !answer.body.length || answer.body.length > 200000) return;
    const kind = operation.path.match(/\/([^/{}]+)$/)?.[1] ?? operation.path.match(/\{(\w+)\}$/)?.[1];
    const said = JSON.parse(answer.body);
    known.learn(said, kindOf(kind) ?? kind);
    if (request) known.rememberMembers(request.path.split('?')[0], said?.items);
  };
  return { known, learn };
};
