// client.mjs: sends a request exactly as it is written, well-formed or not, as an account of the demo, or as a system to which
// one has given a token: `system:<account>`.
import http from 'node:http';
import { foreignWord } from './canaries.mjs';

const { TEST_URL } = process.env;
const patience = 30000; // milliseconds

export const makeClient = (clients, scopes = []) => {
  const { hostname, port } = new URL(TEST_URL);
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients });

  // {status, type, headers, body: Buffer, foreign: a word of a row that the caller may not read}, or {lost: why} where no answer came.
  // A connection kept open may have been closed from the other side meanwhile: then, and only then, it is sent once more.
  const send = ({ method, path, headers = {}, body }, last = false) =>
    new Promise((resolve) => {
      let request;
      const lost = (why) => resolve(request.reusedSocket && !last ? send({ method, path, headers: { ...headers, Connection: 'close' }, body }, true) : { lost: why.message });
      try {
        request = http.request({ hostname, port, agent, method, path, timeout: patience });
        if (body !== undefined) request.setHeader('Content-Length', Buffer.byteLength(body)); // which Node leaves out for DELETE and its like
        for (const [name, value] of Object.entries(headers)) request.setHeader(name, Buffer.from(value, 'utf8').toString('latin1'));
      } catch (fault) {
        request?.destroy();
        return resolve({ unsent: fault.message });
      }
      request.on('error', lost);
      request.on('timeout', () => request.destroy(new Error(`no answer within ${patience / 1000} s`)));
      request.on('response', (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('error', lost);
        answer.on('end', () => {
          const whole = Buffer.concat(parts);
          resolve({
            status: answer.statusCode,
            type: (answer.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase(),
            headers: answer.headers,
            body: whole,
            foreign: foreignWord({ path, headers }, whole, answer.headers),
          });
        });
      });
      request.end(body);
    });

  const tokens = new Map();
  const json = (path, body, headers = {}) => send({ method: 'POST', path: `/api/v1/${path}`, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) });
  const given = async (giver) => {
    const token = await tokenOf(giver);
    const answer = token && (await json('service-tokens', { name: 'Hệ thống', scopes }, { Authorization: `Bearer ${token}` }));
    return answer?.status === 201 ? JSON.parse(answer.body).token : null;
  };
  const signIn = async (account) => {
    if (account.startsWith('system:')) {
      tokens.set(account, await given(account.slice('system:'.length)));
      return tokens.get(account);
    }
    let answer;
    for (let left = 20; left && (!answer || answer.status === 503 || answer.status === 429); left -= 1) {
      if (answer) await new Promise((resolve) => setTimeout(resolve, 300)); // few passwords are checked at once
      answer = await json('auth/tokens', { username: account, password: 'thidua-demo' });
    }
    const token = answer.status === 201 || answer.status === 200 ? JSON.parse(answer.body).access_token : null;
    tokens.set(account, token);
    return token;
  };
  // null once the account cannot sign in any more, because a request has changed its password or its person.
  const tokenOf = (account) => (tokens.has(account) ? tokens.get(account) : signIn(account));

  const gone = () => [...tokens].filter(([, token]) => !token).map(([account]) => account);

  return { send, signIn, tokenOf, gone, close: () => agent.destroy() };
};
