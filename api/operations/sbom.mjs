// sbom.mjs: the bill of materials of what is installed, as CycloneDX 1.6: each Debian package of which a program loads a
// library, what travels inside the programs, and, marked as excluded, what only builds and tests them.
// Usage: node sbom.mjs VERSION PACKAGE.deb PROGRAM… >thidua.cdx.json; the time is SOURCE_DATE_EPOCH's, so that the same
// package has the same bill.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';

const [version, archive, ...programs] = process.argv.slice(2);
const run = (command, ...words) => execFileSync(command, words, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
const lines = (text) => text.split('\n').filter((line) => line !== '');
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const hashOf = (file) => [{ alg: 'SHA-256', content: sha256(readFileSync(file)) }];
const byRef = (a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : a['bom-ref'] > b['bom-ref'] ? 1 : 0);

// ---- Debian packages ----

// Each question is asked once for all: dpkg-query reads every list anew.
// Where /lib is a link to /usr/lib, dpkg may know a file by either name; those it does not know it complains of, and goes on.
function packagesOf(files) {
    const names = (file) => [...new Set([file, realpathSync(file)].flatMap((name) => [name, name.replace(/^\/usr\/lib/, '/lib'), name.replace(/^\/lib/, '/usr/lib')]))];
    const { stdout } = spawnSync('dpkg-query', ['-S', ...files.flatMap(names)], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
    const owner = new Map(lines(stdout).map((line) => /^([^:,]+)(?::\w+)?: (.*)$/.exec(line)).filter(Boolean).map(([, name, file]) => [file, name]));
    return new Map(files.map((file) => {
        const known = names(file).find((name) => owner.has(name));
        if (!known) throw new Error(`${file} belongs to no Debian package`);
        return [file, owner.get(known)];
    }));
}

// As their copyright file names them; older ones say it in prose only.
function licencesOf(name) {
    const file = `/usr/share/doc/${name}/copyright`;
    const named = existsSync(file) ? [...readFileSync(file, 'utf8').matchAll(/^License:[ \t]*(\S.*)$/gm)].map((match) => match[1].trim()) : [];
    return [...new Set(named)].sort().map((name) => ({ license: { name } }));
}

const facts = new Map(lines(run('dpkg-query', '-W', '-f',
    '${db:Status-Status}\t${Package}\t${Version}\t${Architecture}\t${source:Package} ${source:Version}\t${Pre-Depends}, ${Depends}\n'))
    .map((line) => line.split('\t')).filter(([status]) => status === 'installed').map(([, name, ...rest]) => [name, rest]));

function debianComponent(name, scope, files = []) {
    const [release, architecture, source] = facts.get(name);
    const purl = `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(release)}?arch=${architecture}&distro=bookworm`;
    const licenses = licencesOf(name);
    return {
        type: 'library', 'bom-ref': purl, name, version: release, scope, purl,
        ...(licenses.length ? { licenses } : {}),
        properties: [{ name: 'debian:source', value: source }],
        ...(files.length ? { components: files.map((file) => ({ type: 'file', 'bom-ref': `file:${file}`, name: file, hashes: hashOf(file) })) } : {}),
    };
}
const needsOf = (name) => facts.get(name)[3].split(/[,|]/).map((word) => word.trim().replace(/[ :(].*/, '')).filter((word) => word && word !== name);

function loadedBy(program) {
    const files = lines(run('ldd', program)).map((line) => /(?:=> )?(\/\S+) \(/.exec(line)?.[1]).filter(Boolean);
    return [...new Set(files)].sort();
}
const asked = (program) => [...run('readelf', '-d', program).matchAll(/\(NEEDED\).*\[(.*)\]/g)].map((match) => match[1]);

const wanted = (list) => lines(run('api/tools/packages.sh', list, 'list')).filter((name) => facts.has(name));

const packageOf = packagesOf([...new Set(programs.flatMap(loadedBy))].sort());
const packageOfSoname = new Map([...packageOf].map(([file, name]) => [file.split('/').pop(), name]));
const filesOf = new Map(); // a package, and what is loaded of it
for (const [file, name] of packageOf) filesOf.set(name, [...(filesOf.get(name) ?? []), file]);
const runtime = wanted('runtime');
const required = [...new Set([...filesOf.keys(), ...runtime])].sort();
const development = wanted('development').filter((name) => !required.includes(name)).sort();
const debian = [
    ...required.map((name) => debianComponent(name, 'required', filesOf.get(name))),
    ...development.map((name) => debianComponent(name, name === 'postgresql-15' ? 'optional' : 'excluded')),
];
const refOf = new Map(debian.map((component) => [component.name, component['bom-ref']]));

// ---- what travels inside the programs ----

function npmComponent(name, release, licence, scope, more) {
    const purl = `pkg:npm/${name.replace(/^@/, '%40')}@${release}`;
    return { type: 'library', 'bom-ref': purl, name, version: release, scope, purl, ...(licence ? { licenses: [{ license: { id: licence } }] } : {}), ...more };
}

const vendor = 'docs/site/vendor';
const [vendored, release] = readFileSync(`${vendor}/VERSION`, 'utf8').split(/[ ,]+/);
const carried = [
    npmComponent(vendored, release, 'Apache-2.0', 'required', {
        components: lines(readFileSync(`${vendor}/SHA256`, 'utf8')).map((line) => line.split(/\s+/)).filter(([, file]) => /\.(js|css)$/.test(file))
            .map(([content, file]) => ({ type: 'file', 'bom-ref': `file:${vendor}/${file}`, name: `${vendor}/${file}`, hashes: [{ alg: 'SHA-256', content }] })),
    }),
    // Rows of the table of notices: | [name](address) | version | author | licence | …
    ...[...readFileSync('docs/third-party-notices.md', 'utf8').matchAll(/^\| \[([\w.-]+)\]\((\S+)\) \| ([\w.]+) \| [^|]+ \| (\w+) \|/gm)].map(([, name, , data, licence]) =>
        ({ ...npmComponent(name, data, licence, 'required', {}), type: 'data' })),
];

// ---- what tests are written with ----

const tools = Object.entries(JSON.parse(readFileSync('tests/contract/package-lock.json', 'utf8')).packages).filter(([path]) => path !== '')
    .map(([path, { version: locked, license, integrity }]) =>
        npmComponent(path.replace(/^.*node_modules\//, ''), locked, null, 'excluded', {
            ...(license ? { licenses: [{ license: { name: license } }] } : {}),
            ...(integrity ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex') }] } : {}),
            properties: [{ name: 'cdx:npm:package:development', value: 'true' }],
        }))
    .filter((component, place, all) => all.findIndex((other) => other['bom-ref'] === component['bom-ref']) === place);

// ---- the bill ----

const main = { type: 'application', 'bom-ref': 'thidua', name: 'thidua', version, licenses: [{ license: { id: 'MIT' } }], purl: `pkg:generic/thidua@${version}`, hashes: hashOf(archive) };
const programComponents = programs.map((file) => {
    const name = file.split('/').pop();
    return { type: 'application', 'bom-ref': `program:${name}`, name, version, scope: 'required', hashes: hashOf(file) };
});
const dependencies = [
    { ref: 'thidua', dependsOn: [...programComponents.map((program) => program['bom-ref']), ...runtime.filter((name) => !filesOf.has(name)).map((name) => refOf.get(name))].sort() },
    ...programs.map((file, place) => ({
        ref: programComponents[place]['bom-ref'],
        dependsOn: [...new Set([...asked(file).map((soname) => refOf.get(packageOfSoname.get(soname))).filter(Boolean), ...(place === 0 ? carried.map((part) => part['bom-ref']) : [])])].sort(),
    })),
    ...required.map((name) => ({ ref: refOf.get(name), dependsOn: [...new Set(needsOf(name).map((needed) => refOf.get(needed)).filter(Boolean))].sort() })),
];
const components = [...programComponents, ...debian, ...carried, ...tools].sort(byRef);
const digest = sha256(JSON.stringify([main, components, dependencies]));
const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json', bomFormat: 'CycloneDX', specVersion: '1.6',
    serialNumber: `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`,
    version: 1,
    metadata: { timestamp: new Date(Number(process.env.SOURCE_DATE_EPOCH ?? Date.now() / 1000) * 1000).toISOString().replace(/\.\d+Z$/, 'Z'), component: main },
    components, dependencies,
};
console.log(JSON.stringify(bill, null, 1));
