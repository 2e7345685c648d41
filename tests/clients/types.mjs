// types.mjs: types for TypeScript, for use with openapi-fetch; tsc takes them with the scenario.
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

export const makeTypes = async ({ file, contract, write }) => {
  const text = astToString(await openapiTS(pathToFileURL(file)));
  write('api.d.ts', text);
  const missing = Object.values(contract.paths).flatMap((item) => Object.values(item)).map((each) => each?.operationId).filter((id) => id && !text.includes(` ${id}: {`));
  return { faults: missing.map((id) => `${id} is missing`), made: `api.d.ts of ${text.split('\n').length} lines` };
};
