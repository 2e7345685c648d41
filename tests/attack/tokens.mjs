// tokens.mjs: forged, stale and borrowed tokens over HTTP (RFC 8725): none may open anything, all refusals look alike, and
// the good token beside them is let in before and after. What the verifier makes of each byte is tests/unit/auth_tokens_test.c's.
// Usage: node tokens.mjs, beside a service (tests/support/with-service.sh); "N passed, M failed" ends it.
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { makeClient } from '../contract/fuzz/client.mjs';

const client = makeClient(4);
const account = 'xa-doan-ket.reporter';
const call = async (method, path, { token, body, headers = {} } = {}) => {
  const answer = await client.send({
    method,
    path: path.startsWith('/api') ? path : `/api/v1${path}`,
    headers: { ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }), ...(body ? { 'Content-Type': 'application/json' } : {}), ...headers },
    body: body && JSON.stringify(body),
  });
  let json = {};
  try { json = JSON.parse(answer.body); } catch { /* no body, or not JSON */ }
  return { ...answer, json };
};
const must = async (wanted, ...request) => {
  const answer = await call(...request);
  if (answer.status !== wanted) throw new Error(`${request[0]} ${request[1]}: ${answer.status ?? answer.unsent ?? answer.lost} ${answer.body}`);
  return answer.json;
};
const signIn = (username) => must(200, 'POST', '/auth/tokens', { body: { username, password: 'thidua-demo' } });
const sql = (statement) => execFileSync('psql', ['-XqAtc', statement, process.env.TEST_DATABASE], { encoding: 'utf8' }).trim();

// ---- making them ----
const ours = crypto.createPrivateKey(readFileSync(process.env.THIDUA_JWT_KEY_FILE));
const published = crypto.createPublicKey(ours);
const pem = published.export({ type: 'spki', format: 'pem' });
const other = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const p384 = crypto.generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
const coded = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url'));
const es = (key = ours, hash = 'sha256') => (input) => crypto.sign(hash, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
const hs = (secret, hash = 'sha256') => (input) => crypto.createHmac(hash, secret).update(input).digest('base64url');
const rs = (input) => crypto.sign('sha256', Buffer.from(input), rsa).toString('base64url');
const fixed = (text) => () => text;
const made = (header, claims, sign = es()) => { const input = `${coded(header)}.${coded(claims)}`; return `${input}.${sign(input)}`; };

const pair = await signIn(account);
const good = pair.access_token;
const [head, load, mark] = good.split('.');
const [header, claims] = [decoded(head), decoded(load)];
const now = claims.iat;
const withHeader = (more, sign) => made({ ...header, ...more }, claims, sign);
const withClaims = (more, sign) => made(header, { ...claims, ...more }, sign);
const without = (name, of) => Object.fromEntries(Object.entries(of).filter(([key]) => key !== name));
const doubled = (object, more) => `${JSON.stringify(object).slice(0, -1)},${more}}`;
const jwk = other.export({ format: 'jwk' });

const forged = {
  // the algorithm
  'alg none without a signature': withHeader({ alg: 'none' }, fixed('')),
  'alg none with our signature': `${coded({ ...header, alg: 'none' })}.${load}.${mark}`,
  'alg None': withHeader({ alg: 'None' }, fixed('AA')),
  'alg nOnE': withHeader({ alg: 'nOnE' }, es()),
  'alg NONE, and roles': made({ ...header, alg: 'NONE' }, { ...claims, roles: ['admin'] }, fixed('AA')),
  'HS256 with our public key in PEM': withHeader({ alg: 'HS256' }, hs(pem)),
  'HS256 with our public key, without its last line end': withHeader({ alg: 'HS256' }, hs(pem.trimEnd())),
  'HS256 with our public key in DER': withHeader({ alg: 'HS256' }, hs(published.export({ type: 'spki', format: 'der' }))),
  'HS256 with our public key as JWK': withHeader({ alg: 'HS256' }, hs(JSON.stringify(published.export({ format: 'jwk' })))),
  'HS256 with the key id': withHeader({ alg: 'HS256' }, hs(header.kid)),
  'HS256 with nothing': withHeader({ alg: 'HS256' }, hs('')),
  'HS256 with a zero byte': withHeader({ alg: 'HS256' }, hs(Buffer.alloc(1))),
  'HS384 with our public key': withHeader({ alg: 'HS384' }, hs(pem, 'sha384')),
  'ES256 said, HMAC made': withHeader({}, hs(pem)),
  'RS256 with a key of its own': withHeader({ alg: 'RS256' }, rs),
  'RS256 with our key': withHeader({ alg: 'RS256' }, es()),
  'ES384 with a key of its own': withHeader({ alg: 'ES384' }, es(p384, 'sha384')),
  'es256 in small letters': withHeader({ alg: 'es256' }),
  'no algorithm': made(without('alg', header), claims),
  'an algorithm in a list': withHeader({ alg: ['ES256'] }),
  'an algorithm of zero': withHeader({ alg: 0 }),
  'a true algorithm': withHeader({ alg: true }),
  'two algorithms': made(doubled(header, '"alg":"none"'), claims),
  // the key
  'a key of another instance': withHeader({}, es(other)),
  'a key of another instance under its own id': withHeader({ kid: 'other-1' }, es(other)),
  'a key inside': withHeader({ jwk: without('d', jwk) }, es(other)),
  'a key inside, under its own id': withHeader({ kid: 'mine', jwk: without('d', jwk) }, es(other)),
  'an address of keys': withHeader({ jku: 'http://127.0.0.1:1/jwks.json' }, es(other)),
  'an address of certificates': withHeader({ x5u: 'http://127.0.0.1:1/cert.pem' }, es(other)),
  'certificates inside': withHeader({ x5c: [coded('x')] }, es(other)),
  'no key id': made(without('kid', header), claims),
  'a key id of null': withHeader({ kid: null }),
  'a key id that is a number': withHeader({ kid: 1 }),
  'a key id upwards': withHeader({ kid: '../../../../../../dev/null' }, hs('')),
  'a key id that is our file': withHeader({ kid: process.env.THIDUA_JWT_KEY_FILE }),
  'a key id with SQL': withHeader({ kid: `${header.kid}' or '1'='1` }),
  'a key id with a command': withHeader({ kid: `${header.kid}; sleep 5` }),
  'a key id with a zero byte': withHeader({ kid: `${header.kid}\0x` }),
  'a key id in capitals': withHeader({ kid: String(header.kid).toUpperCase() === header.kid ? `${header.kid}X` : String(header.kid).toUpperCase() }),
  'a critical extension': withHeader({ crit: ['exp'] }),
  'an extension nobody knows': withHeader({ crit: ['x'], x: 1 }),
  'an unencoded payload': withHeader({ b64: false, crit: ['b64'] }),
  'a packed payload': withHeader({ zip: 'DEF' }),
  'a token of another type': withHeader({ typ: 'refresh+jwt' }),
  'no type': made(without('typ', header), claims),
  'a header that is a list': made([header], claims),
  'a header that is a text': made('"ES256"', claims),
  'a header with more behind it': made(`${JSON.stringify(header)}{}`, claims),
  // the payload, as it was signed for another
  'a role more, unsigned': `${head}.${coded({ ...claims, roles: [...claims.roles, 'admin'] })}.${mark}`,
  'another unit, unsigned': `${head}.${coded({ ...claims, unit: crypto.randomUUID() })}.${mark}`,
  'another person, unsigned': `${head}.${coded({ ...claims, sub: crypto.randomUUID() })}.${mark}`,
  'a later end, unsigned': `${head}.${coded({ ...claims, exp: now + 800 })}.${mark}`,
  'the same payload with a blank, unsigned': `${head}.${coded(`${JSON.stringify(claims)} `)}.${mark}`,
  // the claims, well signed
  'no end': made(header, without('exp', claims)),
  'an end a second ago': withClaims({ iat: now - 900, exp: Math.floor(Date.now() / 1000) - 1 }),
  'an end an hour ago': withClaims({ iat: now - 4500, exp: now - 3600 }),
  'an end in a hundred years': withClaims({ exp: now + 3155760000 }),
  'an end with a fraction': withClaims({ exp: now + 600.5 }),
  'an end of one digit more, as a float': made(header, JSON.stringify(claims).replace(`"exp":${claims.exp}`, `"exp":${claims.exp}.0`)),
  'an end with an exponent': made(header, JSON.stringify(claims).replace(`"exp":${claims.exp}`, '"exp":1e10')),
  'an end in a text': withClaims({ exp: String(claims.exp) }),
  'an end in a list': withClaims({ exp: [claims.exp] }),
  'a negative end': withClaims({ exp: -1 }),
  'an end beyond 64 bits': made(header, JSON.stringify(claims).replace(`"exp":${claims.exp}`, '"exp":99999999999999999999')),
  'two ends': made(header, doubled(claims, `"exp":${now + 899}`)),
  'made tomorrow': withClaims({ iat: now + 86400, exp: now + 86460 }),
  'made nowhen': made(header, without('iat', claims)),
  'not before tomorrow': withClaims({ nbf: now + 86400 }),
  'not before, in a text': withClaims({ nbf: 'now' }),
  'another issuer': withClaims({ iss: 'https://elsewhere.example' }),
  'our issuer with a slash': withClaims({ iss: `${claims.iss}/` }),
  'our issuer in a list': withClaims({ iss: [claims.iss] }),
  'no issuer': made(header, without('iss', claims)),
  'another audience': withClaims({ aud: 'elsewhere' }),
  'the audience of pictures': withClaims({ aud: 'thidua pictures' }),
  'an audience in an object': withClaims({ aud: { [claims.aud]: true } }),
  'no audience': made(header, without('aud', claims)),
  'nobody': made(header, without('sub', claims)),
  'a person that is a name': withClaims({ sub: account }),
  'a person with SQL': withClaims({ sub: `${claims.sub}' or true --` }),
  'two persons': made(header, doubled(claims, `"sub":"${crypto.randomUUID()}"`)),
  'two persons, one of them escaped': made(header, doubled(claims, `"\\u0073ub":"${crypto.randomUUID()}"`)),
  'a person nobody knows': withClaims({ sub: crypto.randomUUID() }),
  'a unit nobody knows': withClaims({ unit: crypto.randomUUID() }),
  'a role that is not held': withClaims({ roles: ['leader'] }),
  'a role more': withClaims({ roles: [...claims.roles, 'admin'] }),
  'the role of the engine': withClaims({ roles: ['engine'] }),
  'the role of systems': withClaims({ roles: ['service'], service: true }),
  'no roles': withClaims({ roles: [] }),
  'roles in a text': withClaims({ roles: 'admin' }),
  'an older epoch': withClaims({ epoch: claims.epoch - 1 }),
  'a newer epoch': withClaims({ epoch: claims.epoch + 1 }),
  'a delegation nobody gave': withClaims({ delegation: crypto.randomUUID() }),
  'claims that are a list': made(header, [claims]),
  'claims that are null': made(header, 'null'),
  'claims with more behind them': made(header, `${JSON.stringify(claims)}{"sub":"x"}`),
  'claims within claims': made(header, { claims }),
  'a token within a token': made({ ...header, cty: 'JWT' }, `"${good}"`),
  'a token as the signature': `${head}.${load}.${good}`,
  // the characters
  'no signature': `${head}.${load}.`,
  'no third part': `${head}.${load}`,
  'four parts': `${good}.${mark}`,
  'five parts, as if encrypted': `${head}..${load}..${mark}`,
  'a signature of zeros': `${head}.${load}.${Buffer.alloc(64).toString('base64url')}`,
  'a signature in DER': withHeader({}, (input) => crypto.sign('sha256', Buffer.from(input), ours).toString('base64url')),
  'a signature cut by a letter': good.slice(0, -1),
  'a signature with a letter more': `${good}A`,
  'a signature in other letters': good.slice(0, -1) + (good.endsWith('A') ? 'B' : 'A'),
  'with padding': `${good}=`,
  'with !! behind it': `${good}!!`,
  'with a dot behind it': `${good}.`,
  'with an escape behind it': `${good}%00`,
  'with + and / for - and _': `${head}.${load}.${Buffer.from(mark, 'base64url').toString('base64')}`,
  'with a blank in the middle': `${head}. ${load}.${mark}`,
  'with a tab before it': `\t${good}`,
  'with a comma and another': `${good},${good}`,
  'in quotes': `"${good}"`,
  'in small letters': good.toLowerCase(),
  'upside down': [...good].reverse().join(''),
  'three empty parts': '..',
  'the word null': 'null',
  'the word undefined': 'undefined',
  'letters beyond ASCII': `${good}\u00e9`,
  'of 7,000 letters': 'A'.repeat(7000),
  'of 7,000 dots': '.'.repeat(7000),
  'a system token that nobody gave': `thidua_${'A'.repeat(43)}`,
  'the password': 'thidua-demo',
  'the name': account,
  'the token for signing in again': pair.refresh_token,
  'the id of the session': claims.jti,
};

// ---- what is not what it was made for ----
const giver = (await signIn('huyen-kon-plong.reviewer')).access_token;
const given = await must(201, 'POST', '/service-tokens', { token: giver, body: { name: 'Máy thử', scopes: ['campaigns:read'] } });
const bound = await must(201, 'POST', '/service-tokens', { token: giver, body: { name: 'Máy ở xa', scopes: ['campaigns:read'], address_ranges: ['198.51.100.0/24'] } });
const picture = new URL((await must(201, 'POST', '/picture-links', { token: good, body: { path: '/api/v1/campaigns/code:KT-2025/progress?period=2025-Q1' } })).href, 'http://a');
const feed = new URL((await must(201, 'POST', '/me/calendar-feeds', { token: good, body: { name: 'Máy thử' } })).href, 'http://a');
const keyOf = (url, name) => url.searchParams.get(name);
Object.assign(forged, {
  'the key of a picture': keyOf(picture, 'picture_key'),
  'the key of a calendar': keyOf(feed, 'feed_key'),
  'a system token cut by a letter': given.token.slice(0, -1),
  'a system token with a letter more': `${given.token}A`,
  'a system token in capitals': given.token.toUpperCase(),
  'the id of a system token': given.id,
});

const failed = [];
let passed = 0;
const judge = (words, right, told) => {
  if (right) passed += 1;
  else failed.push(`${words}: ${told}`);
};
const told = ({ status, json, unsent, lost }) => `${status ?? unsent ?? lost} ${json.code ?? ''}`;
const letIn = async (words) => {
  const answer = await call('GET', '/me', { token: good });
  judge(words, answer.status === 200 && answer.json.username === account, told(answer));
};

await letIn('the good token');
// What holds good claims of rows that say otherwise is refused by the database, with a word of its own.
const ofRows = /token_revoked|assignment_ended|delegation_ended/;
const shapes = new Set();
for (const [words, token] of Object.entries(forged)) {
  const answer = await call('GET', '/me', { token });
  const code = answer.json.code;
  const challenged = /^Bearer /.test(answer.headers?.['www-authenticate'] ?? '');
  judge(words, answer.status === 401 && challenged && (code === 'token_invalid' || ofRows.test(code)), told(answer));
  if (code === 'token_invalid') shapes.add(JSON.stringify({ ...answer.json, instance: '', request_id: '' }));
}
judge('refusals look alike', shapes.size === 1, `${shapes.size} kinds: ${[...shapes].join(' ').slice(0, 600)}`);
await letIn('the good token, after all of them');

const refused = async (words, status, code, ...request) => {
  const answer = await call(...request);
  judge(words, answer.status === status && (!code || answer.json.code === code), told(answer));
};
const query = (url, key, value) => { const changed = new URL(url); changed.searchParams.set(key, value); return changed.pathname + changed.search; };
const list = '/campaigns?limit=1';
// borrowed from where they are good
await refused('an access token as the key of a picture', 401, 'token_invalid', 'GET', query(picture, 'picture_key', good));
await refused('the key of a calendar as the key of a picture', 401, 'token_invalid', 'GET', query(picture, 'picture_key', keyOf(feed, 'feed_key')));
await refused('the key of a picture for another picture', 401, 'token_invalid', 'GET', query(picture, 'period', '2025-5M'));
await refused('the key of a picture, altered', 401, 'token_invalid', 'GET', query(picture, 'picture_key', `${keyOf(picture, 'picture_key').slice(0, -1)}`));
await refused('the key of a picture to write', 401, 'token_missing', 'POST', picture.pathname.replace('progress', 'moves') + picture.search, { body: { to: 'closed' } });
await refused('an access token as the key of a calendar', 401, 'feed_key_invalid', 'GET', query(feed, 'feed_key', good));
await refused('a key of nothing as that of a calendar', 401, 'feed_key_invalid', 'GET', query(feed, 'feed_key', 'A'.repeat(43)));
await refused('an access token to sign in again', 422, 'validation_failed', 'POST', '/auth/tokens/refresh', { body: { refresh_token: good } });
await refused('a system token to sign in again', 401, 'refresh_token_invalid', 'POST', '/auth/tokens/refresh', { body: { refresh_token: given.token } });
await refused('a token for signing in again to choose a password', 422, 'password_reset_invalid', 'POST', '/auth/password-resets', { body: { secret: pair.refresh_token, password: 'mùa xuân trên cao nguyên' } });
// tokens of systems
judge('the good system token', (await call('GET', list, { token: given.token })).status === 200, 'refused');
await refused('a system token beyond its scope', 403, 'scope_missing', 'GET', '/users?limit=1', { token: given.token });
await refused('a system token that would write', 403, 'scope_missing', 'POST', '/campaigns', { token: given.token, body: { code: 'X', title: 'x', kind: 'plan' } });
await refused('a system token that would give another', 403, null, 'POST', '/service-tokens', { token: given.token, body: { name: 'x', scopes: ['campaigns:read'] } });
await refused('a system token from elsewhere', 403, 'address_not_allowed', 'GET', list, { token: bound.token });
await refused('a system token from a list of addresses', 403, 'address_not_allowed', 'GET', list, { token: bound.token, headers: { 'X-Forwarded-For': '198.51.100.7, 203.0.113.9' } });
judge('a system token from its own address', (await call('GET', list, { token: bound.token, headers: { 'X-Forwarded-For': '198.51.100.7' } })).status === 200, 'refused');
await must(200, 'DELETE', `/service-tokens/${given.id}`, { token: giver, headers: { 'If-Match': '*' } });
await refused('a system token taken back', 401, null, 'GET', list, { token: given.token });
// what was good a moment ago
const again = await signIn(account);
const next = await must(200, 'POST', '/auth/tokens/refresh', { body: { refresh_token: again.refresh_token } });
await refused('a token for signing in again, used twice', 401, 'refresh_token_invalid', 'POST', '/auth/tokens/refresh', { body: { refresh_token: again.refresh_token } });
await refused('the one that took its place', 401, 'refresh_token_invalid', 'POST', '/auth/tokens/refresh', { body: { refresh_token: next.refresh_token } });
await refused('the token of a session that was stolen', 401, 'token_revoked', 'GET', '/me', { token: next.access_token });
const leaving = (await signIn('xa-doan-ket.leader')).access_token;
await must(204, 'DELETE', '/auth/tokens', { token: leaving });
await refused('a token signed out', 401, 'token_revoked', 'GET', '/me', { token: leaving });
const moved = async (words, code, statement) => {
  const token = (await signIn('xa-doan-ket.reviewer')).access_token;
  await must(200, 'GET', '/me', { token });
  sql(statement);
  await refused(words, 401, code, 'GET', '/me', { token });
};
const desk = `user_id = (select id from app.users where username = 'xa-doan-ket.reviewer')`;
await moved('a token whose role was taken away', 'assignment_ended', `update app.assignments set role = 'reporter' where ${desk}`);
sql(`update app.assignments set role = 'reviewer' where ${desk}`);
await moved('a token whose desk is another', 'assignment_ended', `update app.assignments set unit_id = app.unit_named('code:xa-hoa-binh@2025-06-16') where ${desk}`);
sql(`update app.assignments set unit_id = app.unit_named('code:xa-doan-ket@2025-06-16') where ${desk}`);
await moved('a token whose person is locked', 'token_revoked', `update app.users set state = 'locked' where username = 'xa-doan-ket.reviewer'`);
await refused('a password whose person is locked', 401, 'wrong_credentials', 'POST', '/auth/tokens', { body: { username: 'xa-doan-ket.reviewer', password: 'thidua-demo' } });
client.close();

for (const each of failed) console.log(`not ok ${each}`);
console.log(`${Object.keys(forged).length} forged tokens`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exitCode = failed.length ? 1 : 0;
