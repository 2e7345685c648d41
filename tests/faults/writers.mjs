// writers.mjs: clients that write without pause, every write with an Idempotency-Key, and keep a ledger of what was
// acknowledged. An unknown outcome is tried again with the same key until it is known. SIGTERM ends them: nothing new is
// begun, what is begun is finished. The last line they print is a summary in JSON; gap_ms is the longest time without an
// acknowledgement, gap_ended when it was over (ms since 1970).
// Settings: URL, ACCOUNT, REPORT (id of the report they comment), SEED, LEDGER (a file), WRITERS=8, PAUSE (ms after each)
import { appendFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

const { URL: base, ACCOUNT: account, REPORT: report, SEED: seed, LEDGER: ledger } = process.env;
const writers = Number(process.env.WRITERS ?? 8), pause = Number(process.env.PAUSE ?? 0);
const agent = new Agent({ keepAlive: true, maxSockets: writers });
const sum = { acknowledged: 0, retried: 0, cut: 0, unreached: 0, late: 0, slowest_ms: 0, gap_ms: 0, gap_ended: 0, without_retry_after: 0, statuses: {}, refused: [] };
let token, stopping = false, giveUpAt = Infinity, lastWell = performance.now();

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// An answer, or the words of the fault: `refused` before anything was sent, `cut` in the middle, `late` after ten seconds.
function ask(path, headers, body) {
    return new Promise((done) => {
        const begun = performance.now();
        const finish = (answer) => {
            sum.slowest_ms = Math.max(sum.slowest_ms, Math.round(performance.now() - begun));
            done(answer);
        };
        const sent = request(base + path, { method: 'POST', agent, headers: { 'Content-Type': 'application/json', ...headers } }, (answer) => {
            let text = '';
            answer.setEncoding('utf8').on('data', (piece) => (text += piece));
            answer.on('end', () => finish({ status: answer.statusCode, headers: answer.headers, text }));
            answer.on('error', () => finish({ fault: 'cut' }));
        });
        sent.setTimeout(10000, () => sent.destroy(new Error('late')));
        sent.on('error', (error) => finish({ fault: error.message === 'late' ? 'late' : error.code === 'ECONNREFUSED' ? 'unreached' : 'cut' }));
        sent.end(JSON.stringify(body));
    });
}

async function signIn() {
    const answer = await ask('/api/v1/auth/tokens', {}, { username: account, password: 'thidua-demo' });
    if (answer.status === 201 || answer.status === 200) token = JSON.parse(answer.text).access_token;
}

// Nothing keeps a comment from being there twice; the code of a campaign does.
function writing(key, n) {
    return n % 2
        ? ['comment', `/api/v1/submissions/${report}/comments`, { text: key }]
        : ['campaign', '/api/v1/campaigns', { code: key, title: key, kind: 'movement', starts_on: '2025-07-01', ends_on: '2025-12-31' }];
}

// True when the outcome is known.
function judge(answer, kind, key) {
    if (answer.fault) {
        sum[answer.fault]++;
        return false;
    }
    sum.statuses[answer.status] = (sum.statuses[answer.status] ?? 0) + 1;
    if (answer.status >= 200 && answer.status < 300) {
        appendFileSync(ledger, `${key}\t${kind}\t${JSON.parse(answer.text).id}\n`);
        const now = performance.now();
        if (now - lastWell > sum.gap_ms) Object.assign(sum, { gap_ms: Math.round(now - lastWell), gap_ended: Date.now() });
        lastWell = now;
        sum.acknowledged++;
        return true;
    }
    if (answer.status === 503 && !answer.headers['retry-after']) sum.without_retry_after++;
    if ([401, 429, 503].includes(answer.status) || (answer.status === 409 && /"(busy|locked|request_in_flight)"/.test(answer.text))) return false;
    sum.refused.push(`${answer.status} ${answer.text.slice(0, 200)}`);
    return true;
}

async function write(writer) {
    for (let n = 1; !stopping; n++) {
        const key = `${seed}-${writer}-${n}`;
        const [kind, path, body] = writing(key, n);
        for (;;) {
            const answer = await ask(path, { Authorization: `Bearer ${token}`, 'Idempotency-Key': key }, body);
            if (judge(answer, kind, key) || performance.now() > giveUpAt) break;
            sum.retried++;
            if (answer.status === 401) await signIn();
            await sleep(20 + Math.random() * 60);
        }
        if (pause) await sleep(pause);
    }
}

process.on('SIGTERM', () => {
    stopping = true;
    giveUpAt = performance.now() + 30000;
});
for (let i = 0; i < 100 && !token; i++) {
    await signIn();
    if (!token) await sleep(100);
}
lastWell = performance.now();
await Promise.all(Array.from({ length: writers }, (_, i) => write(i + 1)));
sum.refused = sum.refused.slice(0, 5);
console.log(JSON.stringify(sum));
process.exit(0);
