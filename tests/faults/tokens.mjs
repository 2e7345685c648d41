// tokens.mjs: reads or forges the times of an access token. Usage: tokens.mjs iat|exp TOKEN, or
// tokens.mjs forge TOKEN KEY.pem IAT EXP: the same token with other times, rightly signed
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [what, token, key, iat, exp] = process.argv.slice(2);
const [head, body] = token.split('.');
const claims = JSON.parse(Buffer.from(body, 'base64url'));
if (what !== 'forge') {
    console.log(claims[what]);
} else {
    const forged = Buffer.from(JSON.stringify({ ...claims, iat: Number(iat), exp: Number(exp), jti: `${claims.jti}x` })).toString('base64url');
    const signature = sign('sha256', Buffer.from(`${head}.${forged}`), { key: createPrivateKey(readFileSync(key)), dsaEncoding: 'ieee-p1363' });
    console.log(`${head}.${forged}.${signature.toString('base64url')}`);
}
