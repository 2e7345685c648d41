// control.ts: what must not compile: were one of these taken, tsc would say that nothing was there to expect.
import type { Api, Schemas } from './session.js';

export const refused = async (api: Api): Promise<void> => {
  // @ts-expect-error a state that no report has
  await api.GET('/submissions', { params: { query: { state: ['lost'] } } });
  // @ts-expect-error a parameter that the list does not have
  await api.GET('/submissions', { params: { query: { colour: 'red' } } });
  // @ts-expect-error a path that is not there
  await api.GET('/nothing');
  // @ts-expect-error a move to a state that is not one
  await api.POST('/submissions/{submission}/moves', { params: { path: { submission: '' } }, body: { to: 'finished' } });
  // @ts-expect-error a document without its kind
  await api.POST('/documents', { body: { abstract: 'x' } });
  // @ts-expect-error a property that a cell does not have
  const cell: Schemas['SubmissionCellPatch'] = { worth: 1 };
  // @ts-expect-error what may be null is looked at first
  const length = (report: Schemas['Submission']): number => report.id.length;
  void [cell, length];
};
