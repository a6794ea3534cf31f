import type { AskPorts, BalanceByKey } from '../../lib/engine/read-balance-by-key.ts';
import { readBalanceByKey } from '../../lib/engine/read-balance-by-key.ts';
import { asksOf } from '../../lib/providers/site-asks.ts';
import { isLoopbackName } from '../gateway/door.ts';
import { type Asked, findAsked, type NotAsked } from './find-asked.ts';

/** Whose balance is asked for. */
export interface AccountToAsk {
  /** A provider's id; of a family with its site behind an `@`. */
  readonly provider: string;
  /** Another address of the provider; null: the usual one. */
  readonly site: string | null;
  /** An origin that stands for the provider's own, whatever that is (`up --upstream`). Absent or null: none does. */
  readonly standIn?: string | null;
  readonly key: string;
}

/** Asks a provider what is left, with the key of an account. Why nobody was asked, where the provider is none of ours. */
export async function askAccount(
  { provider, site, standIn = null, key }: AccountToAsk,
  given: AskPorts,
): Promise<NotAsked | { readonly asked: Asked; readonly answer: BalanceByKey }> {
  const ports = standIn === null ? given : { ...given, send: sendTo(standIn, given.send) };
  const [name = '', host] = provider.split('@');
  const asked = await findAsked(
    ...(host === undefined ? ([provider, site] as const) : ([name, originOf(host)] as const)),
    ports.send,
  );
  if (typeof asked === 'string') return asked;
  const asks = asksOf(asked.provider, asked.facts) ?? [];
  const by = { asks, site: asked.site, keyFor: () => key, idFor: () => null };
  return { asked, answer: await readBalanceByKey(asked.provider, by, ports) };
}

/** The same requests to another origin: the key goes where the user sends the calls that carry it. */
function sendTo(origin: string, send: AskPorts['send']): AskPorts['send'] {
  return (request) => send({ ...request, url: origin + request.url.replace(/^https?:\/\/[^/?]+/, '') });
}

/** Why nobody was asked, in a sentence. */
export const WHY_NOT_ASKED: Readonly<Record<NotAsked, string>> = {
  'unknown-name': 'There is no provider of that name.',
  'no-site': 'Many sites run that software: say where the site is.',
  'not-its-site': 'That address is none of this provider, and would be given the key.',
  'not-an-address': 'The site is no address, such as https://relay.example.',
};

/** A site's id has its port behind a `_`; plain http is for this machine. */
function originOf(host: string): string {
  const [name = '', port] = host.split('_');
  return `${isLoopbackName(name) ? 'http' : 'https'}://${name}${port === undefined ? '' : `:${port}`}`;
}
