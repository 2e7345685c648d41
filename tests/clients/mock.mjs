// mock.mjs: the contract as Prism serves it: the addresses of the service, and a word where the contract has no example, so that a list ends
// and a label reads as one.
// Usage: node mock.mjs build/openapi.json build/clients/mock.json
import { readFileSync, writeFileSync } from 'node:fs';

const [file, mocked] = process.argv.slice(2);
const contract = JSON.parse(readFileSync(file, 'utf8'));

const typeOf = (schema) => [schema.type].flat()[0];
const told = (schema) => schema.example !== undefined || schema.examples || schema.enum || schema.const !== undefined || schema.default !== undefined;
const words = {
  string: ({ format, pattern, title, maxLength }) => (format === 'date' ? '2025-06-16' : format === 'date-time' ? '2025-06-16T01:00:00Z' : format || pattern ? undefined : (title ?? 'Nội dung').slice(0, maxLength)),
  boolean: () => false,
  integer: ({ minimum }) => minimum ?? 1,
  number: ({ minimum }) => minimum ?? 1,
};

const speak = (schema) => {
  if (!schema || typeof schema !== 'object' || told(schema)) return;
  const word = words[typeOf(schema)]?.(schema);
  if (word !== undefined) schema.examples = [word];
  for (const property of Object.values(schema.properties ?? {})) speak(property);
  if (typeof schema.additionalProperties === 'object') speak(schema.additionalProperties);
  speak(schema.items);
};

for (const schema of Object.values(contract.components.schemas)) speak(schema);
contract.paths = Object.fromEntries(
  Object.entries(contract.paths).map(([path, { servers, ...item }]) => {
    for (const { responses } of Object.values(item)) for (const { content } of Object.values(responses ?? {})) for (const media of Object.values(content ?? {})) if (media.example === undefined) speak(media.schema);
    return [`${(servers ?? contract.servers)[0].url.replace(/\/$/, '')}${path}`, item];
  }),
);
contract.servers = [{ url: '/' }];
writeFileSync(mocked, JSON.stringify(contract));
