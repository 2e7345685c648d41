// idle.mjs: connections that stay. Usage: idle.mjs PORT COUNT; says "opened N", after a line on its standard input lets each ask for
// /livez and says "answered N", and stays until it is ended.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const [port, count] = [Number(process.argv[2]), Number(process.argv[3])];
const sockets = [];
let answered = 0;

const open = () =>
    new Promise((done) => {
        const socket = connect({ host: '127.0.0.1', port }, () => done(sockets.push(socket)));
        socket.on('error', (error) => done(console.error(error.message)));
    });
const ask = (socket) =>
    new Promise((done) => {
        socket.once('data', (bytes) => done((answered += bytes.toString('latin1').startsWith('HTTP/1.1 200'))));
        socket.once('close', done);
        socket.write('GET /livez HTTP/1.1\r\nHost: idle\r\n\r\n');
    });
const in_portions = async (all, work) => {
    for (let i = 0; i < all.length; i += 100) await Promise.all(all.slice(i, i + 100).map(work));
};

await in_portions(Array(count).fill(0), open);
console.log(`opened ${sockets.length}`);
createInterface({ input: process.stdin }).once('line', async () => {
    await in_portions(sockets, ask);
    console.log(`answered ${answered}`);
});
