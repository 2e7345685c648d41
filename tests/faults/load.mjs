// load.mjs: an open loop: RATE requests a second for SECONDS, whether those before were answered or not, each on a free
// connection or a new one. Prints one JSON object; times in ms, of those that were answered well and of those turned away.
// Usage: load.mjs RATE SECONDS PATH; URL and TOKEN from the environment
import { Agent, request } from 'node:http';

const [rate, seconds, path] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
const agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: Infinity });
const headers = { Authorization: `Bearer ${process.env.TOKEN}` };
const well = [], away = [], found = { sent: 0, other: 0, untold: 0, silent: 0 };
const quantile = (times, q) => Math.round(times.sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * q))] ?? 0);

function ask() {
    const begun = performance.now();
    found.sent++;
    const sent = request(process.env.URL + path, { agent, headers }, (answer) => {
        answer.resume().on('end', () => {
            const took = performance.now() - begun;
            if (answer.statusCode === 200) well.push(took);
            else if (answer.statusCode === 503 || answer.statusCode === 429) away.push(took);
            else found.other++;
            if (answer.statusCode === 503 && !answer.headers['retry-after']) found.untold++;
        });
    });
    sent.setTimeout(15000, () => sent.destroy());
    sent.on('error', () => found.silent++).end();
}

// What is due by now is sent now: a late timer does not lower the rate.
const begun = performance.now();
await new Promise((done) => {
    const timer = setInterval(() => {
        const now = performance.now() - begun;
        if (now >= seconds * 1000) return clearInterval(timer), done();
        while (found.sent < (now * rate) / 1000) ask();
    }, 2);
});
for (const until = performance.now() + 16000; well.length + away.length + found.other + found.silent < found.sent && performance.now() < until;)
    await new Promise((done) => setTimeout(done, 50));
console.log(JSON.stringify({ ...found, well: well.length, well_a_second: Math.round(well.length / seconds), well_p50: quantile(well, 0.5), well_p99: quantile(well, 0.99),
    away: away.length, away_p50: quantile(away, 0.5), away_p90: quantile(away, 0.9), away_p99: quantile(away, 0.99) }));
process.exit(0);
