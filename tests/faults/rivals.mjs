// rivals.mjs: many who do the same at once, and what became of it, as one JSON object. Settings: URL, TOKEN, OTHER (token of
// somebody else), SEED, ROUNDS, CLIENTS=64. Usage: rivals.mjs repeats|updates|increments
import { Agent, request } from 'node:http';

const { URL: base, TOKEN: token, OTHER: other, SEED: seed } = process.env;
const rounds = Number(process.env.ROUNDS), clients = Number(process.env.CLIENTS ?? 64);
const agent = new Agent({ keepAlive: true, maxSockets: clients, timeout: 5000 });
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const many = (work) => Promise.all(Array.from({ length: clients }, (_, i) => work(i)));
const tally = (answers) => answers.reduce((sum, { status }) => ({ ...sum, [status]: (sum[status] ?? 0) + 1 }), {});

function ask(method, path, body, headers = {}, bearer = token) {
    return new Promise((done, fail) => {
        const sent = request(base + path, { method, agent, headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json', ...headers } }, (answer) => {
            let text = '';
            answer.setEncoding('utf8').on('data', (piece) => (text += piece));
            answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, text }));
        });
        sent.on('error', fail);
        sent.end(body ? JSON.stringify(body) : undefined);
    });
}

// Who is told to come again (a lock, too much at once) does, until it is known what became of it.
const unsettled = ({ status, text }) => status === 503 || status === 429 || (status === 409 && /"(busy|locked|request_in_flight)"/.test(text));
async function settle(...question) {
    for (;;) {
        const answer = await ask(...question);
        if (!unsettled(answer)) return answer;
        found.told_to_come_again = (found.told_to_come_again ?? 0) + 1;
        await sleep(20 + Math.random() * 60);
    }
}
const campaign = (code) => ({ code, title: code, kind: 'movement', starts_on: '2025-07-01', ends_on: '2025-12-31' });
const made = async (code) => JSON.parse((await settle('POST', '/api/v1/campaigns', campaign(code))).text).id;
const found = { rounds, clients };

// One key: many at once and ten after them are given one answer, and one thing is made.
async function repeats() {
    Object.assign(found, { answers: 0, others: 0, not_refused: 0, not_independent: 0 });
    for (let round = 0; round < rounds; round++) {
        const key = { 'Idempotency-Key': `${seed}-R${round}` }, report = `/api/v1/submissions/${process.env.REPORT}/comments`;
        const body = { text: `${seed}-R${round}` };
        const answers = await many(() => settle('POST', report, body, key));
        for (let i = 0; i < 10; i++) answers.push(await settle('POST', report, body, key));
        const first = answers.find(({ status }) => status === 201);
        found.answers += answers.length;
        found.others += answers.filter((answer) => answer.status !== 201 || answer.text !== first.text).length;
        const another = await settle('POST', report, { text: 'khác' }, key);
        found.not_refused += another.status !== 422;
        const theirs = await settle('POST', report, body, key, other);
        found.not_independent += theirs.status !== 201 || theirs.text === first.text;
    }
}

// One version: many change it at once, and one does.
async function updates() {
    Object.assign(found, { won: {}, strange: [] });
    for (let round = 0; round < rounds; round++) {
        const path = `/api/v1/campaigns/${await made(`RV${seed}-${round}`)}`;
        const { etag } = (await settle('GET', path)).headers;
        const answers = await many((i) => settle('PATCH', path, { title: `${round}/${i}` }, { 'If-Match': etag, 'Content-Type': 'application/merge-patch+json' }));
        const sum = tally(answers);
        found.won[sum[200] ?? 0] = (found.won[sum[200] ?? 0] ?? 0) + 1;
        const title = JSON.parse((await settle('GET', path)).text).title;
        const winner = answers.findIndex(({ status }) => status === 200);
        if (sum[412] !== clients - 1 || title !== `${round}/${winner}`) found.strange.push({ sum, title, winner });
    }
    const path = `/api/v1/campaigns/${await made(`RV${seed}-forms`)}`, patch = (headers) => settle('PATCH', path, { title: 'Đổi tên' }, { 'Content-Type': 'application/merge-patch+json', ...headers });
    const { etag } = (await settle('GET', path)).headers;
    found.without = (await patch({})).status;
    found.weak = (await patch({ 'If-Match': `W/${etag}` })).status;
    found.stale = (await patch({ 'If-Match': '"77"' })).status;
    found.listed = (await patch({ 'If-Match': `"77", ${etag}` })).status;
    found.any = (await patch({ 'If-Match': '*' })).status;
}

// Everybody reads a number and writes the next, ROUNDS times. With If-Match every one counts; with * (the control) some are lost.
const number = (text) => Number(JSON.parse(text).title.slice(4));
async function count(blindly) {
    const path = `/api/v1/campaigns/${await made(`RI${seed}-${blindly ? 'B' : 'M'}`)}`;
    await settle('PATCH', path, { title: 'Đếm 0' }, { 'If-Match': '*', 'Content-Type': 'application/merge-patch+json' });
    await many(async () => {
        for (let left = rounds; left > 0;) {
            const { text, headers } = await settle('GET', path);
            const answer = await settle('PATCH', path, { title: `Đếm ${number(text) + 1}` }, { 'If-Match': blindly ? '*' : headers.etag, 'Content-Type': 'application/merge-patch+json' });
            if (answer.status === 200) left--;
            else if (answer.status !== 412) throw new Error(`${answer.status} ${answer.text}`);
        }
    });
    return number((await settle('GET', path)).text);
}
async function increments() {
    found.wanted = rounds * clients;
    found.counted = await count(false);
    found.blindly = await count(true);
}

await { repeats, updates, increments }[process.argv[2]]();
console.log(JSON.stringify(found));
process.exit(0);
