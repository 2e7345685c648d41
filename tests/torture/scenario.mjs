// scenario.mjs: the requests during which calls fail: every way of asking and of answering that the service has, once.
// A step is {name, as, method, path, …}; `before` makes what it needs anew each time, `after` takes back what it did.
const law = `insert into app.award_rules(rule, award_type, honouree_kind, value, valid_from, citation, confidence, unit_id)
  select r.rule, 'GK_H', r.kind, r.value::jsonb, '2025-01-01', 'Quy chế thử của thành phố', 'strong', app.unit_named('code:thanh-pho-kon-tum@2025-06-16')
    from (values ('threshold', 'individual', '{"percent": 90, "of": "all_members"}'), ('quorum', null, '{"numerator": 2, "denominator": 3}'),
      ('voting_mode', null, '{"modes": ["electronic_secret"]}')) r(rule, kind, value) on conflict do nothing`;
const commune = 'xa-doan-ket.reporter', desk = 'thanh-pho-kon-tum.reviewer', chair = 'thanh-pho-kon-tum.leader';
const sheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', api = '/api/v1';

// A form with one file, as browsers send it.
const form = (fields, name, type, bytes) => {
  const line = 'thidua-torture-4711';
  const parts = Object.entries(fields).map(([key, value]) => Buffer.from(`--${line}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`));
  const head = Buffer.from(`--${line}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`);
  return { type: `multipart/form-data; boundary=${line}`, body: Buffer.concat([...parts, head, bytes, Buffer.from(`\r\n--${line}--\r\n`)]) };
};

// {call, sql, undo, versionOf}: as somebody; SQL as the superuser, and past every trigger; what If-Match wants.
export const prepare = async ({ call, sql, undo, versionOf }) => {
  const move = async (account, thing, to, more = {}) => call(account, 'POST', `${thing}/moves`, { to, ...more }, { 'If-Match': await versionOf(account, thing) });
  const paper = async (account, kind) => (await call(account, 'POST', `${api}/documents`, { kind, abstract: 'Tài liệu thử' })).id;

  // a campaign with its reports
  const campaign = `${api}/campaigns/${(await call(desk, 'POST', `${api}/campaigns`, { code: 'TORTURE', title: 'Phong trào thử', kind: 'movement', starts_on: '2025-01-01', ends_on: '2025-12-31', report_periods: ['2025-5M', '2025-6M'] })).id}`;
  await call(desk, 'POST', `${campaign}/indicators`, { items: [
    { code: 'T-1', name: 'Thu ngân sách', field: 'economy', value_type: 'number', unit_of_measure: 'triệu đồng', decimals: 1, comparator: 'gte', target_value: 100000, accumulation: 'cumulative', reporters: [{ level: 'commune' }] },
    { code: 'T-2', name: 'Số mô hình', field: 'economy', value_type: 'count', comparator: 'gte', target_value: 10, reporters: [{ level: 'commune' }] }] });
  await move(desk, campaign, 'proposed');
  await move(chair, campaign, 'launched');
  const report = `${api}/campaigns/code:TORTURE/units/code:xa-doan-ket/periods/2025-5M/submission`;
  const saved = await call(commune, 'PATCH', report, { values: { 'T-1': { value: 5 }, 'T-2': { value: 3 } } }, { 'If-None-Match': '*', 'Content-Type': 'application/merge-patch+json' });
  const submission = `${api}/submissions/${saved.id}`;
  const template = `${api}/imports/templates/values?campaign=code:TORTURE&period=2025-6M`;
  const workbook = (await call(commune, 'GET', template, undefined, { Accept: sheet }, true)).body;

  // a dossier, decided and published
  const dossier = async (people) => {
    const proposal = `${api}/proposals/${(await call(commune, 'POST', `${api}/proposals`, { title: 'Đề nghị thử', reason: 'ad_hoc', documents: [{ document: await paper(commune, 'submission_letter'), purpose: 'proposal_letter' }] })).id}`;
    const proof = await paper(commune, 'achievement_report');
    const made = people.length ? await call(commune, 'POST', `${proposal}/nominations`, { items: people.map((name) => ({ new_honouree: { kind: 'individual', name }, award_type: 'GK_H', achievement: `Cứu người bị nạn, ${name}`, citation_text: 'Đã dũng cảm cứu người', documents: [{ document: proof, purpose: 'achievement_report' }] })) }) : { items: [] };
    return { proposal, nominations: made.items.map((one) => one.id) };
  };
  const appraise = async (proposal) => {
    await move(commune, proposal, 'submitted');
    await move(desk, proposal, 'received');
    await move(desk, proposal, 'appraised', { note: 'Hồ sơ đủ' });
  };
  const awarded = await dossier(['A Brôl', 'Y Hnher']);
  await appraise(awarded.proposal);
  for (const one of awarded.nominations) await move(desk, `${api}/nominations/${one}`, 'passed', { note: 'Theo biên bản', details: { minutes_document: await paper(desk, 'minutes') } });
  const decision = `${api}/award-decisions/${(await call(desk, 'POST', `${api}/award-decisions`, { title: 'Về việc tặng Giấy khen', nominations: awarded.nominations, signer: { name: 'Đỗ Minh Dũng', position: 'Chủ tịch', capacity: 'none' } })).id}`;
  await move(chair, decision, 'signed', { details: { number: '47-11/QĐ-UBND', decided_on: '2025-06-10', file_sha256: '1'.padStart(64, '0') } });
  await move(chair, decision, 'published');

  // a secret vote that is running
  sql(law);
  const council = (await call(desk, 'POST', `${api}/councils`, { name: 'Hội đồng thử', valid_from: '2021-01-01' })).id;
  const seats = [];
  for (const [number, role] of [[1, 'chair'], [2, 'secretary'], [3, 'member']])
    seats.push((await call(desk, 'POST', `${api}/councils/${council}/members`, { items: [{ user: `thanh-pho-kon-tum.council-${number}`, role, standing: true }] })).items[0].id);
  const before = await dossier(['A Jring']);
  await appraise(before.proposal);
  const session = `${api}/council-sessions/${(await call(desk, 'POST', `${api}/council-sessions`, { council, title: 'Xét khen thưởng thử', held_on: '2025-06-16', place: 'Hội trường', presided_by: seats[0], agenda: [{ nomination: before.nominations[0], mode: 'electronic_secret' }] })).id}`;
  await call(desk, 'PUT', `${session}/attendance`, { items: seats.map((member) => ({ member, status: 'present' })) }, { 'If-Match': await versionOf(desk, session) });
  await move(desk, session, 'convened');
  await move(desk, session, 'voting');

  const file = (await call(commune, 'POST', `${api}/documents`, form({ kind: 'evidence', abstract: 'Biên bản' }, 'bien-ban.pdf', 'application/pdf', Buffer.from('%PDF-1.5\n%âãÏÓ\n1 0 obj\n'.padEnd(3000, 'x'))))).id;
  const feed = (await call(commune, 'POST', `${api}/me/calendar-feeds`, { name: 'Điện thoại' })).href;
  const list = (await dossier([])).proposal;

  const recall = () => undo(`update app.submissions set state = 'draft' where id = '${saved.id}'; delete from app.submission_editions where submission_id = '${saved.id}'`);

  const get = (name, path, more) => ({ name, as: commune, method: 'GET', path: `${api}${path}`, ...more });
  const make = (name, path, json, more) => ({ name, as: commune, method: 'POST', path: `${api}${path}`, json, ...more });
  const csv = 'new_honouree.kind,new_honouree.name,new_honouree.position,award_type,achievement,citation_text\nindividual,A Brôl,Nông dân,GK_H,Sản xuất giỏi,Có thành tích\nhousehold,Hộ bà Y Blưt,,GK_H,Hiến đất,Có thành tích\n';

  return [
    // reading
    get('list', '/campaigns?limit=2&count=true&sort=-year&kind=movement'),
    get('next page', (await call(commune, 'GET', `${api}/units?limit=5`)).page.next.replace(api, '')),
    get('list as CSV, streamed', '/honourees', { as: desk, accept: 'text/csv' }),
    get('page as CSV', '/units?limit=5', { accept: 'text/csv' }),
    get('list as NDJSON', '/honourees', { as: desk, accept: 'application/x-ndjson' }),
    get('list as XLSX', '/campaigns?limit=4', { accept: sheet }),
    get('one thing', '/campaigns/code:KT-2025'),
    get('one thing unchanged', '/campaigns/code:KT-2025', { headers: { 'If-None-Match': (await call(commune, 'GET', `${api}/campaigns/code:KT-2025`, undefined, {}, true)).headers.etag } }),
    get('picture', '/campaigns/code:KT-2025/progress?limit=5', { accept: 'image/svg+xml' }),
    get('picture of the ranking', `/rankings/${sql("select r.id from app.rankings r where r.state <> 'draft' order by r.id limit 1")}/places`, { as: desk, accept: 'image/svg+xml' }),
    get('calendar by its key', feed.slice(feed.indexOf(api) + api.length), { as: null }),
    get('document as a page', `${awarded.proposal.slice(api.length)}/document`, { accept: 'text/html' }),
    get('document for Word', `${decision.slice(api.length)}/document`, { as: desk, accept: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' }),
    get('certificates', `${decision.slice(api.length)}/certificates`, { as: chair, accept: 'application/pdf' }),
    get('file', `/documents/${file}/content`),
    get('template', template.slice(api.length), { accept: sheet }),
    get('public awards', '/public/awards?name=A%20Br%C3%B4l', { as: null, accept: 'text/html' }),
    get('contract', '/openapi.json', { path: '/openapi.json', as: null }),
    get('page of the docs', '', { path: '/docs', as: null }),
    get('page of a problem', '', { path: '/docs/problems/not_found', as: null }),
    get('keys', '', { path: '/.well-known/jwks.json', as: null }),
    get('readiness', '', { path: '/readyz', as: null }),
    get('one thing over a new connection', '/campaigns/code:KT-2025', { before: () => { sql("select pg_terminate_backend(pid, 2000) from pg_stat_activity where usename = 'thidua_service' and datname = current_database()"); return {}; } }),
    // refusals
    get('nobody', '/me', { as: null }),
    get('a bad token', '/me', { as: null, headers: { Authorization: `Bearer ${'a'.repeat(30)}.${'b'.repeat(30)}.${'c'.repeat(40)}` } }),
    get('what is not there', '/campaigns/01890000-0000-7000-8000-000000000000'),
    make('a wrong role', '/campaigns', { code: 'X' }),
    make('a body with faults', '/proposals', { title: '', reason: 'none', x: 1, documents: [{}] }),
    make('a rule broken', `${submission.slice(api.length)}/moves`, { to: 'approved' }, { headers: { 'If-Match': '*' } }),
    // signing in
    make('sign in', '/auth/tokens', { username: 'xa-hoa-binh.reporter', password: 'thidua-demo' }, { as: null }),
    make('a wrong password', '/auth/tokens', { username: 'xa-hoa-binh.reporter', password: 'thidua-dem' }, { as: null, after: () => undo('delete from app.password_attempts; delete from app.address_attempts') }),
    make('refresh', '/auth/tokens/refresh', null, { as: null, before: async () => ({ json: { refresh_token: (await call(null, 'POST', `${api}/auth/tokens`, { username: 'xa-hoa-binh.reporter', password: 'thidua-demo' })).refresh_token } }) }),
    make('first use of a token', '', null, { as: null, method: 'GET', path: `${api}/me`, before: async () => ({ json: null, headers: { Authorization: `Bearer ${(await call(null, 'POST', `${api}/auth/tokens`, { username: 'xa-hoa-binh.reporter', password: 'thidua-demo' })).access_token}` } }) }),
    make('first use of a service token', '', null, { as: null, method: 'GET', path: `${api}/units?limit=1`, before: async () => ({ json: null, headers: { Authorization: `Bearer ${(await call(commune, 'POST', `${api}/service-tokens`, { name: 'Thử', scopes: ['units:read'] })).token}` } }) }),
    make('change of password', '/me/password', { current_password: 'thidua-demo', new_password: 'mưa rào trên núi' }, { as: 'xa-hoa-binh.leader', method: 'PUT',
      before: async () => { await undo("update app.credentials set password_hash = (select password_hash from app.credentials c join app.users u on u.id = c.user_id where username = 'xa-doan-ket.reporter') where user_id = (select id from app.users where username = 'xa-hoa-binh.leader')"); return {}; } }),
    make('service token', '/service-tokens', { name: 'Thử', scopes: ['units:read'] }),
    make('picture link', '/picture-links', { path: `${api}/campaigns/code:KT-2025/progress?limit=5` }),
    make('calendar feed', '/me/calendar-feeds', { name: 'Lịch thử' }, { after: () => undo("delete from app.calendar_feeds where name = 'Lịch thử'") }),
    // writing
    make('campaign with a key', '/campaigns', null, { as: desk, before: (n) => ({ json: { code: `T-${n}`, title: 'Thử', kind: 'movement', starts_on: '2025-07-01', ends_on: '2025-12-31' }, headers: { 'Idempotency-Key': `torture-${n}` } }) }),
    make('dry run', '/campaigns?dry_run=true', { code: 'T-DRY', title: 'Thử', kind: 'movement', starts_on: '2025-07-01', ends_on: '2025-12-31' }, { as: desk }),
    make('saving a report', '', null, { method: 'PATCH', path: report, before: async (n) => ({ json: { values: { 'T-1': { value: n } } }, headers: { 'Content-Type': 'application/merge-patch+json', 'If-Match': await versionOf(commune, report) } }) }),
    make('submitting it', `${submission.slice(api.length)}/moves`, { to: 'submitted' }, { before: async (n) => ({ headers: { 'If-Match': await versionOf(commune, submission), 'Idempotency-Key': `send-${n}` } }),
      after: () => recall() }),
    make('upload', '/documents', null, { before: (n) => form({ kind: 'evidence', abstract: 'Biên bản nghiệm thu' }, `bien-ban-${n}.pdf`, 'application/pdf', Buffer.from('%PDF-1.5\n%âãÏÓ\n1 0 obj\n'.padEnd(5000, `${n} `))) }),
    make('import of a workbook', `/imports?type=values&campaign=code:TORTURE&period=2025-6M`, null, { before: () => form({}, 'bang.xlsx', sheet, workbook) }),
    make('list of nominees by CSV', `${list.slice(api.length)}/nominations`, null, { before: (n) => ({ type: 'text/csv', body: csv.replace('A Brôl', `A Brôl ${n}`).replace('Y Blưt', `Y Blưt ${n}`) }), after: () => undo(`delete from app.nominations where proposal_id = '${list.split('/').pop()}'`) }),
    make('person with an identifier', '/honourees', null, { before: (n) => ({ json: { kind: 'individual', name: `A Brôl ${n}`, citizen_identifier: `06208${String(1000000 + n).slice(-7)}` } }) }),
    make('reading an identifier', '', { reason: 'Đối chiếu căn cước khi trao thưởng' }, { as: 'xa-doan-ket.reviewer', path: `${api}/honourees/${(await call(commune, 'POST', `${api}/honourees`, { kind: 'individual', name: 'A Đông', citizen_identifier: '062084711471' })).id}/identity-readings` }),
    make('secret ballot', `${session.slice(api.length)}/ballots`, { votes: [{ nomination: before.nominations[0], choice: 'yes' }] }, { as: 'thanh-pho-kon-tum.council-3', after: () => undo('delete from app.council_ballot_marks; delete from app.council_sealed_ballots') }),
    make('many moves at once', '/bulk-moves', { thing: 'submission', filter: { campaign: 'code:TORTURE', state: ['draft'], period: ['2025-5M'] }, to: 'submitted', expected_count: 1 }, {
      after: () => recall() }),
  ];
};
