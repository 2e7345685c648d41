// asking.mjs: asks a request {method, path, headers, body, account} as its account, judges the answer by the contract, and writes
// it as a curl line.
const quoted = (text) => `'${String(text).replace(/'/g, `'\\''`)}'`;

export const accounts = [
  'tinh-kon-tum.admin', 'tinh-kon-tum.leader', 'tinh-kon-tum.reviewer', 'tinh-kon-tum.reporter', 'tinh-kon-tum.oversight', 'tinh-kon-tum.council-1',
  'thanh-pho-kon-tum.admin', 'thanh-pho-kon-tum.leader', 'thanh-pho-kon-tum.reviewer', 'thanh-pho-kon-tum.reporter', 'thanh-pho-kon-tum.council-2',
  'phong-noi-vu-tp-kon-tum.reporter', 'phuong-quyet-thang.reporter', 'phuong-quyet-thang.reviewer', 'phuong-quyet-thang.leader', 'xa-doan-ket.reporter',
  'system:tinh-kon-tum.leader', 'system:thanh-pho-kon-tum.reviewer', 'system:xa-doan-ket.reporter',
];

// Whatever a system may be let to do.
export const scopesOf = (operations) => [...new Set(operations.flatMap(({ source }) => source.tags ?? []))].flatMap((tag) => ['read', 'write', 'move'].map((act) => `${tag}:${act}`));

// Accounts that hold a role which the operation names; all of them where it names none.
export const accountsFor = ({ security }) => {
  const roles = security.flatMap((each) => each.token ?? []).map((role) => role.split('@')[0]);
  return accounts.filter((account) => !roles.length || roles.some((role) => account.split('.')[1].startsWith(role)));
};

export const asCurl = ({ method, path, headers, body, account }) =>
  [`curl -X ${method} ${quoted(`$URL${path}`)}`, ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`), body === undefined ? '' : `--data-binary ${quoted(String(body).slice(0, 600))}`, `# ${account ?? 'nobody'}`].join(' ').slice(0, 2000);

export const makeAsker = (client, judged) => {
  const ask = async (request) => {
    const headers = { ...request.headers };
    const token = request.account && (await client.tokenOf(request.account));
    if (token && !headers.Authorization) headers.Authorization = `Bearer ${token}`;
    const answer = await client.send({ ...request, headers });
    if (answer.status !== 401 || !token || request.headers.Authorization) return answer;
    const fresh = await client.signIn(request.account); // signed out, or the token has run out
    return fresh ? client.send({ ...request, headers: { ...headers, Authorization: `Bearer ${fresh}` } }) : answer;
  };

  const faultsOf = (request, answer) => {
    if (answer.lost) return [`no answer: ${answer.lost}`];
    if (answer.foreign) return [`holds ${answer.foreign}, a word of a row that this unit may not read`];
    if (answer.status >= 500) return [`${answer.status} ${answer.body.toString().slice(0, 300)}`];
    if (!answer.headers['x-request-id']) return ['no X-Request-Id'];
    if (request.method === 'OPTIONS' || request.method === 'HEAD') return [];
    const { status, type, body } = answer;
    const minimal = /return=minimal/.test(request.headers.Prefer ?? '');
    return judged({ method: request.method, path: request.path, status, type, body: body.toString(), length: body.length, minimal }).faults;
  };

  return { ask, faultsOf, busy: (answer) => answer.status === 503 || answer.lost };
};
