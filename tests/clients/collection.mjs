// collection.mjs: a Postman collection: a folder for each tag, `baseUrl` and the token as variables, and a sign-in that keeps the token.
import Postman from 'openapi-to-postmanv2';

const converted = (contract) =>
  new Promise((resolve, reject) =>
    Postman.convertV2(
      { type: 'json', data: contract },
      { folderStrategy: 'Tags', requestParametersResolution: 'Example', exampleParametersResolution: 'Example', keepImplicitHeaders: true, enableOptionalParameters: false },
      (fault, result) => (fault || !result.result ? reject(new Error(fault?.message ?? result.reason)) : resolve(result.output[0].data)),
    ),
  );

const requestsOf = (items) => items.flatMap((each) => (each.item ? requestsOf(each.item) : [each]));
const signIn = "if (pm.response.code === 200) pm.collectionVariables.set('token', pm.response.json().access_token);";

export const makeCollection = async ({ contract, write }) => {
  const collection = await converted(contract);
  const requests = requestsOf(collection.item);
  collection.variable = [{ key: 'baseUrl', value: 'http://127.0.0.1:8080/api/v1' }, { key: 'token', value: '' }];
  collection.auth = { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] };
  for (const each of requests) {
    each.response = []; // the contract has them
    delete each.event;
    if (each.request.auth?.type === 'bearer') delete each.request.auth; // that of the collection holds
    if (`${each.request.method} ${each.request.url.path?.join('/')}` === 'POST auth/tokens') each.event = [{ listen: 'test', script: { type: 'text/javascript', exec: [signIn] } }];
  }
  write('thidua.postman_collection.json', collection);

  const faults = [];
  const operations = Object.values(contract.paths).flatMap((item) => Object.values(item)).filter((each) => each?.operationId).length;
  if (requests.length !== operations) faults.push(`${requests.length} requests of ${operations} operations`);
  if (!/v2\.1\.0/.test(collection.info.schema)) faults.push(`its schema is ${collection.info.schema}`);
  if (requests.filter((each) => each.event).length !== 1) faults.push('no sign-in keeps the token');
  for (const { name, request } of requests) if (request.url.host?.join('') !== '{{baseUrl}}') faults.push(`${name} goes to ${request.url.host}`);
  return { faults, made: `thidua.postman_collection.json of ${requests.length} requests` };
};
