// mocked_reads.mjs: every read of the contract, answered by the mock as the service could have answered it.
// Usage: MOCK_URL=… node mocked_reads.mjs build/openapi.json; the last line is "N passed, M failed".
import { readContract } from '../contract/answers.mjs';

const { operations, resolved, judged } = readContract(process.argv[2]);
const places = { period: '2025-6M', unit: 'code:608', indicator: 'code:KT2025-19', form: '0601', award_type: 'GK_H', catalogue: 'level' };
const byFormat = { uuid: '0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11', date: '2025-06-16', 'campaign-reference': 'code:KT-2025' };
const parameterOf = ({ shared, source }, name) => [...shared, ...(source.parameters ?? [])].map(resolved).find((each) => each.name === name);
const valueOf = (operation, name) => {
  const { enum: codes, format, type, minimum } = parameterOf(operation, name).schema;
  return codes?.[0] ?? byFormat[format] ?? (type === 'integer' ? String(minimum ?? 1) : (places[name] ?? 'KT-2025'));
};
const needed = (operation) => [...operation.shared, ...(operation.source.parameters ?? [])].map(resolved).filter((each) => each.in === 'query' && each.required).map(({ name }) => `${name}=${valueOf(operation, name)}`).join('&');

let passed = 0;
let failed = 0;
for (const operation of operations.filter(({ method, base, responses }) => method === 'GET' && base && resolved(responses[200] ?? {}).content?.['application/json'])) {
  const path = operation.base + operation.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(valueOf(operation, name))) + (needed(operation) && `?${needed(operation)}`);
  const answer = await fetch(process.env.MOCK_URL + path, { headers: { Accept: 'application/json', Authorization: 'Bearer x' } });
  const body = await answer.text();
  const type = answer.headers.get('content-type')?.split(';')[0];
  const faults = answer.status === 200 ? judged({ method: 'GET', path, status: 200, type, body, length: body.length }).faults : [`${answer.status} ${body.slice(0, 300)}`];
  if (!faults.length) passed += 1;
  else {
    failed += 1;
    console.log(`not ok ${operation.id}: ${faults.slice(0, 3).join('; ')}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
