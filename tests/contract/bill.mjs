// bill.mjs: judges a bill of materials by the schema of CycloneDX 1.6, and by what no schema says: references that lead
// somewhere, nothing twice. Usage: node bill.mjs FILE; prints each fault, and ends with 1 when there is one.
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const schemas = new URL('node_modules/@cyclonedx/cyclonedx-library/res/schema/', import.meta.url);
const schema = (name) => read(new URL(name, schemas));

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
for (const format of ['iri-reference', 'idn-email']) ajv.addFormat(format, true);
ajv.addSchema(schema('spdx.SNAPSHOT.schema.json'), 'http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json');
ajv.addSchema(schema('jsf-0.82.SNAPSHOT.schema.json'), 'http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json');
const judge = ajv.compile(schema('bom-1.6.SNAPSHOT.schema.json'));

const bill = read(process.argv[2]);
const faults = judge(bill) ? [] : judge.errors.map((error) => `${error.instancePath} ${error.message}`);
const every = (component) => [component, ...(component.components ?? []).flatMap(every)];
const components = [bill.metadata.component, ...bill.components].flatMap(every);
const refs = new Set(components.map((component) => component['bom-ref']));
if (refs.size !== components.length) faults.push('a reference stands twice');
for (const { ref, dependsOn } of bill.dependencies)
    for (const name of [ref, ...dependsOn]) if (!refs.has(name)) faults.push(`${name} is depended on and not there`);
for (const fault of faults) console.log(fault);
process.exit(faults.length > 0 ? 1 : 0);
