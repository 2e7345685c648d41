// clients.mjs: clients that mean ill, many at once. Prints "ready" when they are at it, goes on for SECONDS, then one JSON
// object. Whoever probes meanwhile is another process, so that what they cost this one is not counted.
// Usage: clients.mjs KIND COUNT SECONDS; URL (http or https) and TOKEN from the environment. ADDRESSES=20: they come from
// as many addresses of 127.0.0.0/8, below what a proxy lets one address do.
import { connect } from 'node:net';
import { connect as connectSafely } from 'node:tls';

const [kind, count, seconds] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const { hostname: host, port, protocol } = new URL(process.env.URL);
const addresses = Number(process.env.ADDRESSES ?? 1);
const found = { kind, opened: 0, refused: 0, ended_by_service: 0, answered: 0 };
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const head = (method, path, more = '') => `${method} ${path} HTTP/1.1\r\nHost: probe\r\nAuthorization: Bearer ${process.env.TOKEN}\r\n${more}`;
const post = (length) => head('POST', '/api/v1/campaigns', `Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n{"code":"`);
const get = (path, more) => `${head('GET', path, more)}\r\n`;

// first: what each sends at once; drip: a byte now and then; reads: whether it reads what comes; then: what it does next.
const kinds = {
    idle: {},
    gone: { first: post(5000), then: (socket, wire) => setTimeout(() => wire.resetAndDestroy(), 5) },
    headers: { first: head('GET', '/api/v1/campaigns'), drip: 'X' },
    bodies: { first: post(5000), drip: 'x' },
    readers: { first: get('/openapi.json'), deaf: true },
    hoarders: { first: get('/openapi.json').repeat(50), deaf: true }, // more than sockets hold
    lists: { first: get('/api/v1/units', 'Accept: text/csv\r\n'), deaf: true },
    halves: { first: get('/api/v1/campaigns?limit=5'), then: (socket) => socket.end() },
    pipelines: { first: get('/livez').repeat(100), deaf: true },
    big: { first: post(1000000) + 'x'.repeat(999000), drip: 'x' },
    churn: { then: (socket, wire, i) => { wire.destroy(); setTimeout(() => open(i), 20); } },
}[kind];
const sockets = [];
let over = false;

function open(i) {
    return new Promise((done) => {
        if (over) return done();
        const to = { host, port, localAddress: addresses > 1 ? `127.1.${i % addresses}.1` : undefined, allowHalfOpen: true };
        const wire = connect(to);
        const socket = protocol === 'https:' ? connectSafely({ socket: wire, rejectUnauthorized: false }) : wire;
        socket.on(protocol === 'https:' ? 'secureConnect' : 'connect', () => {
            found.opened++;
            if (kinds.first) socket.write(kinds.first);
            if (!kinds.deaf) socket.on('data', () => {});
            if (kinds.deaf) socket.pause();
            kinds.then?.(socket, wire, i);
            done();
        });
        if (kinds.deaf) socket.pause();
        wire.on('error', () => done());
        socket.on('error', () => done(socket.connecting && found.refused++));
        socket.on('close', done).on('end', () => { found.ended_by_service++; socket.end(); });
        sockets[i] = socket;
    });
}

for (let i = 0; i < count; i += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - i) }, (_, k) => open(i + k)));
    if (kind === 'gone') await sleep(10);
}
console.log('ready');
for (const until = performance.now() + seconds * 1000; performance.now() < until; await sleep(500))
    if (kinds.drip) for (const socket of sockets) if (!socket.destroyed) socket.write(kinds.drip);
over = true;
console.log(JSON.stringify(found));
process.exit(0);
