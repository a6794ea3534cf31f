import type { Text } from '../../lib/domain/text.ts';
import { forgetContact, setContact, setOwned } from './owner-deeds.ts';
import type { AskApi } from './page.ts';

/** What came with a form; each of our own fields once. */
export type Fields = Readonly<Record<string, string>>;

/** Something a person does on a page. */
interface Deed {
  /** The API does it, and says no where it cannot be. */
  readonly perform: (fields: Fields, ask: AskApi) => Promise<unknown>;
  /** What is said afterwards. */
  readonly said: Text['key'];
}

const HOUR_MS = 3_600_000;

/** Every deed of the pages: what a form's button is called, and what it asks of the API. */
export const pageDeeds = {
  know: {
    said: 'page.did.know',
    perform: ({ id = '', who = '' }, ask) =>
      ask({
        method: 'POST',
        path: `/alerts/${part(id)}/acknowledge`,
        body: who.trim() === '' ? {} : { by: who.trim() },
      }),
  },
  recharged: {
    said: 'page.did.recharged',
    perform: ({ account = '' }, ask) => ask({ method: 'POST', path: '/balances/recharged', body: { account } }),
  },
  snooze: {
    said: 'page.did.snooze',
    perform: ({ id = '', hours = '' }, ask) =>
      ask({ method: 'POST', path: `/alerts/${part(id)}/snooze`, body: { forMs: Number(hours) * HOUR_MS } }),
  },
  own: { said: 'page.did.own', perform: setOwned },
  contact: { said: 'page.did.contact', perform: setContact },
  forget: { said: 'page.did.forget', perform: forgetContact },
  /** Kept in the browser that says it: see the cookies. */
  name: { said: 'page.did.name', perform: async () => undefined },
  seen: { said: 'page.did.seen', perform: (_, ask) => ask({ method: 'POST', path: '/thresholds/seen', body: {} }) },
  approve: { said: 'page.did.approve', perform: (fields, ask) => answerRun(fields, ask, 'approve') },
  decline: { said: 'page.did.decline', perform: (fields, ask) => answerRun(fields, ask, 'decline') },
  'was-done': { said: 'page.did.resolve', perform: (fields, ask) => answerRun(fields, ask, 'resolve', { done: true }) },
  'was-not-done': {
    said: 'page.did.resolve',
    perform: (fields, ask) => answerRun(fields, ask, 'resolve', { done: false }),
  },
  clear: {
    said: 'page.did.clear',
    perform: ({ id = '', clear = '', note = '' }, ask) =>
      ask({
        method: 'PUT',
        path: `/refusals/${part(id)}/said`,
        body: { isClear: clear === '' ? null : clear === 'yes', note },
      }),
  },
} as const satisfies Readonly<Record<string, Deed>>;

export type DeedName = keyof typeof pageDeeds;

/** Whether a form's button, or an address, names a deed. */
export function isDeed(name: string | null): name is DeedName {
  return name !== null && Object.hasOwn(pageDeeds, name);
}

function answerRun({ id = '', who = '' }: Fields, ask: AskApi, deed: string, more: object = {}): Promise<unknown> {
  const by = who.trim() === '' ? {} : { who: who.trim() };
  return ask({ method: 'POST', path: `/recharge/runs/${part(id)}/${deed}`, body: { ...by, ...more } });
}

function part(id: string): string {
  return encodeURIComponent(id);
}
