// scenario.ts: a frontend at work: a commune makes its report of the half-year, another tab is faster, the figures are refused and
// mended, a file is added, the report goes its way. Usage: TEST_URL=… node scenario.js build/openapi.json
import { readFileSync } from 'node:fs';
import { check, given, verdict } from './checks.js';
import { labelsOf, openReport, read } from './reads.js';
import { everyRow, faultsAt, once, Session, type Schemas } from './session.js';

const server = given(process.env.TEST_URL, 'TEST_URL');
const password = 'thidua-demo';
const tab = new Session(server);
const reporter = 'xa-doan-ket.reporter';

// ---- signing in ----
const refusal = await tab.signIn(reporter, 'sai');
check('a wrong password is refused in Vietnamese', refusal?.code === 'wrong_credentials' && /mật khẩu/i.test(refusal.detail ?? ''), refusal);
const english = await new Session(server, 'en').signIn(reporter, 'wrong');
check('… and in English', /password/i.test(english?.detail ?? ''), english);
check('the right one lets in', (await tab.signIn(reporter, password)) === undefined);

await read(tab);

tab.lose();
const both = await Promise.all([tab.api.GET('/me'), tab.api.GET('/me/tasks')]);
check('a token that ran out is renewed once for all who wait', both.every(({ response }) => response.status === 200), both.map(({ response }) => response.status));

// ---- lists ----
const { data: counted } = await tab.api.GET('/units', { params: { query: { count: true, limit: 1 } } });
let rows = 0;
for await (const unit of everyRow((cursor) => tab.api.GET('/units', { params: { query: { limit: 7, ...(cursor && { cursor }) } } }))) if (unit.id) rows += 1;
check('pages add up to the total', rows > 7 && rows === counted?.page.total, [rows, counted?.page.total]);
const { data: several, error: repeated } = await tab.api.GET('/submissions', { params: { query: { state: ['draft', 'approved'], level: ['commune'] } } });
check('a filter takes several values', !!several && several.items.every(({ state }) => state === 'draft' || state === 'approved'), repeated);
const { data: found } = await tab.api.GET('/units', { params: { query: { q: 'doan ket' } } });
check('a search needs no marks', !!found && found.items.some(({ name }) => name === 'Xã Đoàn Kết'), found);

// ---- the form of a report ----
const place = { campaign: 'code:KT-2025', unit: 'code:xa-doan-ket', period: '2025-6M' };
const opened = await openReport(tab);
check('the report is not begun, and its button is there', opened.sheet.state === 'not_started' && opened.sheet.allowed_actions.includes('patch'), opened.sheet.allowed_actions);

const save = (session: Session, version: string, body: Schemas['SubmissionPatch'], query: { dry_run?: boolean } = {}) =>
  session.api.PATCH('/campaigns/{campaign}/units/{unit}/periods/{period}/submission', {
    params: { path: place, query, header: { 'If-Match': version, ...once() } },
    body,
  });
const wrong: Schemas['SubmissionPatch'] = { values: { 'KT2025-19': { numerator: 4, denominator: 3 }, 'KT2025-24': { numerator: 512, denominator: 0 } } };
const tried = await save(tab, '"0"', wrong, { dry_run: true });
const faults = faultsAt(tried.error);
check('faults stand at their cells', tried.response.status === 422 && faults.has('/values/KT2025-19/numerator') && faults.has('/values/KT2025-24/denominator'), [...faults]);
check('… in words with the label of the cell', /^Tỷ lệ trường đạt chuẩn quốc gia/.test(faults.get('/values/KT2025-19/numerator') ?? ''), [...faults]);

const begun = await save(tab, '"0"', { values: { 'KT2025-19': { numerator: 2, denominator: 3 } } });
const first = given(begun.data, 'saved report');
check('one cell is saved, and its percentage is computed', begun.response.status === 200 && first.values['KT2025-19']?.value === 66.67, begun.error);
const submission = given(first.id, 'id');
const seen = given(begun.response.headers.get('ETag'), 'ETag');

// ---- an edit conflict ----
const other = new Session(server);
await other.signIn(reporter, password);
const faster = await save(other, seen, { values: { 'KT2025-24': { numerator: 512, denominator: 530 } } });
check('another tab saves another cell', faster.response.status === 200, faster.error);
const late = await save(tab, seen, { values: { 'KT2025-19': { numerator: 3, denominator: 3 } } });
check('who saw an older version is stopped', late.response.status === 412 && late.error?.code === 'stale_version', late.error);
check('… and told what to do, and who was faster', /tải lại/.test(late.error?.detail ?? '') && late.error?.params?.['current_version'] === 2 && !!late.error.params['changed_by'], late.error);
const fresh = await openReport(tab);
const mended = await save(tab, fresh.version, { values: { 'KT2025-19': { numerator: 3, denominator: 3 } } });
check('read again and saved again, both changes stand', mended.data?.values['KT2025-19']?.value === 100 && mended.data?.values['KT2025-24']?.numerator === 512, mended.error);

// ---- a file ----
const form = { file: new Blob(['Danh sách 512 hộ (giả định)'], { type: 'text/plain' }) as unknown as string, kind: 'evidence' as const, abstract: 'Danh sách hộ sử dụng nước hợp vệ sinh' };
const uploaded = await tab.api.POST('/documents', {
  body: form,
  params: { header: once() },
  bodySerializer: (fields) => {
    const parts = new FormData();
    parts.set('kind', fields.kind);
    parts.set('abstract', fields.abstract);
    parts.set('file', form.file as unknown as Blob, 'danh-sách.txt');
    return parts;
  },
});
check('a file is sent, and known by what it is', uploaded.data?.media_type === 'text/plain' && uploaded.data.file_name === 'danh-sách.txt', uploaded.error ?? uploaded.data);
const proof = given(uploaded.data, 'document');
let version = given(mended.response.headers.get('ETag'), 'ETag');
const proven = await save(tab, version, { values: { 'KT2025-24': { evidence: [proof.id] } } });
check('a cell names it as its evidence', proven.data?.values['KT2025-24']?.evidence?.[0] === proof.id, proven.error);

// ---- the next step ----
const steps = async (session: Session) => given((await session.api.GET('/submissions/{submission}/moves/available', { params: { path: { submission } } })).data, 'moves').items;
const blocked = (await steps(tab)).find(({ to }) => to === 'submitted');
check('a grey button says what is missing, cell by cell', blocked?.possible === false && (blocked.faults ?? []).some(({ pointer, message }) => pointer === '/values/KT2025-05' && / /.test(message)), blocked);

const missing = Object.entries(given(proven.data, 'report').values).filter(([, cell]) => cell.status === null);
const labels = await labelsOf(tab, 'value_status');
check('the reasons of an empty cell have labels', [...labels.values()].every((label) => /\p{L}/u.test(label)));
version = given(proven.response.headers.get('ETag'), 'ETag');
const filled = await save(tab, version, { values: Object.fromEntries(missing.map(([code]) => [code, { status: 'not_available' as const, note: 'Chưa có số liệu (giả định)' }])) });
check('the report is full', filled.data?.cells_missing === 0 && filled.data.allowed_actions.includes('move:submitted'), filled.error);

const key = once();
const send = () =>
  tab.api.POST('/submissions/{submission}/moves', {
    params: { path: { submission }, header: { 'If-Match': given(filled.response.headers.get('ETag'), 'ETag'), ...key } },
    body: { to: 'submitted' },
  });
const sent = await send();
check('it is sent', sent.response.status === 201 && sent.data?.to === 'submitted', sent.error);
const resent = await send();
check('… once, however often the button is pressed', resent.data?.id === sent.data?.id && resent.response.headers.get('Idempotency-Replayed') === 'true', resent.error);
const after = await tab.api.GET('/submissions/{submission}', { params: { path: { submission }, query: { expand: ['suggestions'] } } });
check('nothing is left to save, and who reads may see so', after.data?.state === 'submitted' && !after.data.allowed_actions.includes('patch'), after.data?.allowed_actions);
const theirs = (await steps(tab)).find(({ to }) => to === 'verified');
check('what others do next is named with who', theirs?.possible === false && !!theirs.who && / /.test(theirs.message ?? ''), theirs);

// ---- every code has its labels ----
const contract = JSON.parse(readFileSync(given(process.argv[2], 'contract'), 'utf8')) as { 'x-catalogues': Record<string, { code: string; vi: string; en: string }[]> };
const names: string[] = [];
for await (const { name } of everyRow((cursor) => tab.api.GET('/catalogues', { params: { query: { limit: 500, ...(cursor && { cursor }) } } }))) names.push(name);
check('every catalogue of the contract is served', names.sort().join() === Object.keys(contract['x-catalogues']).sort().join(), names.length);
const differing: string[] = [];
for (const catalogue of names) {
  const { data } = await tab.api.GET('/catalogues/{catalogue}', { params: { path: { catalogue } } });
  if (JSON.stringify(data?.entries) !== JSON.stringify(contract['x-catalogues'][catalogue]?.map(({ code, vi, en }) => ({ code, vi, en })))) differing.push(catalogue);
}
check('… code by code, in both languages', differing.length === 0, differing);

// ---- signing out ----
await tab.signOut();
const gone = await tab.api.GET('/me');
check('who signed out is asked to sign in', gone.response.status === 401 && / /.test(gone.error?.detail ?? ''), gone.error);

verdict();
