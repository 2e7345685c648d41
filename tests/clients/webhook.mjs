// webhook.mjs: whether a delivery is genuine, by the library of Standard Webhooks as a receiver would use it.
// Usage: webhook.mjs SECRET ID TIMESTAMP SIGNATURE <BODY   ends with 0 or 1
import { readFileSync } from 'node:fs';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

const [secret, id, timestamp, signature] = process.argv.slice(2);
try {
  new Webhook(secret).verify(readFileSync(0, 'utf8'), { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature });
} catch (error) {
  if (!(error instanceof WebhookVerificationError)) throw error;
  process.exit(1);
}
