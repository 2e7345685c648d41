// session.ts: how a frontend signs in and asks: a typed client that renews its token once for everybody who waits, names each
// write so that it may be repeated, and turns what went wrong into sentences at fields. To be copied.
import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from '../../build/clients/api.js';

export type Schemas = components['schemas'];
export type Problem = Schemas['Problem'];
// Lists come as CSV and workbooks too; here they are read as JSON, and what goes wrong as a Problem.
type Json = 'application/json' | 'application/problem+json';
export type Api = Client<paths, Json>;

export class Session {
  readonly api: Api;
  private access = '';
  private refresh = '';
  private renewing: Promise<boolean> | undefined;

  constructor(readonly server: string, readonly language: 'vi' | 'en' = 'vi') {
    this.api = createClient<paths, Json>({
      baseUrl: `${server}/api/v1`,
      // state=draft,submitted: a parameter that comes twice is refused
      querySerializer: { array: { style: 'form', explode: false } },
      fetch: (request) => this.ask(request),
    });
  }

  async signIn(username: string, password: string): Promise<Problem | undefined> {
    const { data, error } = await this.api.POST('/auth/tokens', { body: { username, password } });
    if (data) this.keep(data);
    return error;
  }

  async signOut(): Promise<void> {
    await this.api.DELETE('/auth/tokens');
    this.keep({ access_token: '', refresh_token: '' });
  }

  // What a token that has run out looks like.
  lose(): void {
    this.access = 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln';
  }

  private keep(tokens: { access_token: string; refresh_token: string }): void {
    this.access = tokens.access_token;
    this.refresh = tokens.refresh_token;
  }

  private send(request: Request): Promise<Response> {
    if (this.access) request.headers.set('Authorization', `Bearer ${this.access}`);
    request.headers.set('Accept-Language', this.language);
    return fetch(request);
  }

  private async ask(request: Request): Promise<Response> {
    const again = request.clone();
    const answer = await this.send(request);
    if (answer.status !== 401 || !this.refresh || new URL(request.url).pathname.includes('/auth/tokens')) return answer;
    return (await this.renew()) ? this.send(again) : answer;
  }

  // A refresh token is good for one use: whoever meets a 401 meanwhile waits for the same renewal.
  private renew(): Promise<boolean> {
    this.renewing ??= this.takeNext().finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  private async takeNext(): Promise<boolean> {
    const { data } = await this.api.POST('/auth/tokens/refresh', { body: { refresh_token: this.refresh } });
    this.keep(data ?? { access_token: '', refresh_token: '' });
    return data !== undefined;
  }
}

// A write that may be sent again, through a tunnel or a lift, and still be done once.
export const once = (): { 'Idempotency-Key': string } => ({ 'Idempotency-Key': crypto.randomUUID() });

// Sentences by the place in the body that they speak of: `/values/KT2025-19/numerator`.
export const faultsAt = (problem: Problem | undefined): Map<string, string> => new Map((problem?.errors ?? []).map(({ pointer, message }) => [pointer, message]));

// Every row of a list, page by page.
export async function* everyRow<Row>(page: (cursor: string | undefined) => Promise<{ data?: { items: Row[]; page: { cursor: string | null } } | undefined; error?: Problem | undefined }>): AsyncGenerator<Row> {
  let cursor: string | undefined;
  do {
    const { data, error } = await page(cursor);
    if (!data) throw new Error(error?.detail ?? 'no page');
    yield* data.items;
    cursor = data.page.cursor ?? undefined;
  } while (cursor);
}
