// reads.ts: what the first screens of a frontend read. The service and its mock (`make mock`) answer the same reads.
import { check, given } from './checks.js';
import { everyRow, type Session, type Schemas } from './session.js';

const report = { campaign: 'code:KT-2025', unit: 'code:xa-doan-ket', period: '2025-6M' };

// Codes and their labels, for the selects of a form.
export const labelsOf = async (session: Session, catalogue: string): Promise<Map<string, string>> => {
  const { data } = await session.api.GET('/catalogues/{catalogue}', { params: { path: { catalogue } } });
  return new Map(given(data, catalogue).entries.map((entry) => [entry.code, entry[session.language]]));
};

export const openReport = async (session: Session): Promise<{ sheet: Schemas['Submission']; version: string }> => {
  const { data, response } = await session.api.GET('/campaigns/{campaign}/units/{unit}/periods/{period}/submission', { params: { path: report } });
  return { sheet: given(data, 'report'), version: given(response.headers.get('ETag') ?? data?.version.toString(), 'version') };
};

export const read = async (session: Session): Promise<void> => {
  const { api } = session;

  const { data: me } = await api.GET('/me');
  check('who is signed in, where, and what day it is', !!me && /\p{L}/u.test(me.unit.name ?? '') && me.roles.length > 0 && /^\d{4}-\d\d-\d\d$/.test(me.business_date), me);

  const { data: tasks } = await api.GET('/me/tasks', { params: { query: { limit: 5 } } });
  check('what must be done now, in words', !!tasks && tasks.items.every((task) => / /.test(task.title)), tasks);

  const units: string[] = [];
  for await (const unit of everyRow((cursor) => api.GET('/units', { params: { query: { limit: 50, ...(cursor && { cursor }) } } }))) units.push(unit.id);
  check('a list is read to its end, no row twice', units.length > 0 && new Set(units).size === units.length, units.length);

  const { data: campaigns, error } = await api.GET('/campaigns', { params: { query: { expand: ['allowed_actions'], sort: ['-year', '-created_at'] } } });
  const campaign = given(campaigns?.items[0], `campaign: ${JSON.stringify(error)}`);
  check('a list says what may be done with each row', campaigns!.items.every((each) => Array.isArray(each.allowed_actions)), campaign);

  const { data: one, response } = await api.GET('/campaigns/{campaign}', { params: { path: { campaign: campaign.id } } });
  check('one of them has its version', !!one && one.version > 0 && /\d/.test(response.headers.get('ETag') ?? String(one.version)), one);

  const { sheet } = await openReport(session);
  const cells = Object.entries(sheet.values);
  check('a report has every cell that is expected, with label and kind', cells.length > 0 && cells.every(([, cell]) => cell.name.includes(' ') && cell.value_type.length > 0), cells[0]);

  const levels = await labelsOf(session, 'level');
  check('each code has its label', levels.get('province') === 'Cấp tỉnh' && levels.size === 3, [...levels]);
};
