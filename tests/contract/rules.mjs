// rules.mjs: the rules of OpenAPI that a contract is held to: all that redocly recommends, and more; what is off says why.
import { createConfig, lint } from '@redocly/openapi-core';

const config = await createConfig({
  extends: ['recommended'],
  rules: {
    'operation-4xx-response': 'off', // `default` is the problem of every operation
    'no-ambiguous-paths': 'off', // literal segments win, which the router's tests show
    'security-defined': 'error',
    'operation-operationId-unique': 'error',
    'no-unused-components': 'error',
    'no-identical-paths': 'error',
    'tag-description': 'error',
    'operation-description': 'error',
    'no-invalid-media-type-examples': 'error',
    'no-invalid-schema-examples': 'error',
  },
});

// What redocly has to say of a contract in a file, errors and warnings alike.
export const problemsOf = async (file) => (await lint({ ref: file, config })).filter((problem) => !problem.ignored);
