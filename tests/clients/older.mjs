// older.mjs: the contract in OpenAPI 3.0, for gateways and generators that do not read 3.1.
import { Converter } from '@apiture/openapi-down-convert';
import { problemsOf } from '../contract/rules.mjs';

const words = (value, at = '') =>
  value === null || typeof value !== 'object' ? [] : Object.entries(value).flatMap(([name, each]) => [...(name === 'type' && Array.isArray(each) ? [`${at}: a list of types`] : []), ...words(each, `${at}/${name}`)]);

// What may be a number or a text is one of two in 3.0; the converter knows only what may be null.
const oneOfTypes = (key, value) => {
  const types = Array.isArray(value?.type) ? value.type.filter((type) => type !== 'null') : [];
  if (types.length < 2 || types.length < value.type.length) return value;
  const { type, ...rest } = value;
  return { ...rest, anyOf: types.map((each) => ({ type: each })) };
};

export const makeOlderCopy = async ({ contract, write }) => {
  const copy = new Converter(JSON.parse(JSON.stringify(contract, oneOfTypes)), { allOfTransform: true }).convert();
  delete copy.info.summary;
  copy.info.license = { name: copy.info.license.name, url: `https://spdx.org/licenses/${contract.info.license.identifier}.html` };
  const path = write('openapi-3.0.json', copy);
  const problems = await problemsOf(path);
  const faults = problems.map((problem) => `${problem.ruleId} ${problem.location[0]?.pointer}: ${problem.message}`);
  if (!/^3\.0\./.test(copy.openapi)) faults.push(`it says that it is ${copy.openapi}`);
  if (Object.keys(copy.paths).length !== Object.keys(contract.paths).length) faults.push('paths are missing');
  faults.push(...words(copy.components.schemas));
  return { faults, made: `openapi-3.0.json of ${Object.keys(copy.paths).length} paths` };
};
