// clients.mjs: clients that mean ill, and somebody else who asks meanwhile. Prints one JSON object.
// Usage: clients.mjs gone|headers|bodies|readers|idle COUNT SECONDS; URL and TOKEN from the environment
// gone: leave in the middle of a body by a reset; headers, bodies: a byte now and then; readers: ask and do not read.
import { connect } from 'node:net';

const [kind, count, seconds] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const { hostname: host, port } = new URL(process.env.URL);
const found = { kind, opened: 0, refused: 0, ended_by_service: 0, probes: 0, slow_or_failed: 0, slowest_ms: 0 };
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const head = (method, path, more = '') => `${method} ${path} HTTP/1.1\r\nHost: probe\r\nAuthorization: Bearer ${process.env.TOKEN}\r\n${more}`;
const first = {
    gone: head('POST', '/api/v1/campaigns', 'Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"code":"'),
    headers: head('GET', '/api/v1/campaigns'),
    bodies: head('POST', '/api/v1/campaigns', 'Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"code":"'),
    readers: `${head('GET', '/openapi.json')}\r\n`,
    idle: '',
}[kind];
const drip = { headers: 'X', bodies: 'x' }[kind];
const sockets = [];

function open() {
    return new Promise((done) => {
        const socket = connect({ host, port }, () => {
            found.opened++;
            if (first) socket.write(first);
            if (kind === 'readers') socket.pause();
            if (kind === 'gone') setTimeout(() => socket.resetAndDestroy(), 5);
            done();
        });
        socket.on('error', () => done(socket.connecting && found.refused++));
        socket.on('end', () => found.ended_by_service++).on('data', () => {});
        if (kind === 'readers') socket.pause();
        sockets.push(socket);
    });
}

// What somebody else sees: an answer on a connection of his own.
async function probe() {
    const begun = performance.now();
    const well = await fetch(`${process.env.URL}/livez`, { headers: { Connection: 'close' }, signal: AbortSignal.timeout(5000) }).then((a) => a.ok, () => false);
    const took = Math.round(performance.now() - begun);
    found.probes++;
    found.slowest_ms = Math.max(found.slowest_ms, took);
    found.slow_or_failed += !well || took > 250;
}

await probe().then(() => Object.assign(found, { probes: 0, slow_or_failed: 0, slowest_ms: 0 })); // the first pays for this program's own warming up
for (let i = 0; i < count; i += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - i) }, open));
    if (kind === 'gone') await sleep(10);
}
if (kind === 'readers') await sleep(2000); // what they asked for is made by then
for (let i = 0; i < 10; i++) {
    if (drip) for (const socket of sockets) if (!socket.destroyed) socket.write(drip);
    await sleep((seconds * 1000) / 10);
    await probe();
}
console.log(JSON.stringify(found));
process.exit(0);
