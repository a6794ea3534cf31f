import type { BalanceAsk } from '../../lib/domain/balance-ask.ts';
import type { AskedBy } from '../../lib/engine/read-balance-by-key.ts';

/** The variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a key may look like: anything else would not survive in a header. */
const KEY = /^[\x21-\x7e]{1,1024}$/;

/** A key as it was given, without what copying leaves around it; null: it is none. */
export function readKey(text: string | undefined): string | null {
  const key = text?.trim() ?? '';
  return KEY.test(key) ? key : null;
}

/** Finds keys and ids: the key that was handed in serves every way, else each takes the first of its variables that is set. */
export function findKeys(
  environment: Environment,
  given: { readonly key: string | null; readonly id: string | null },
): Pick<AskedBy, 'keyFor' | 'idFor'> {
  const fromVariables = ({ variables }: BalanceAsk): string | null =>
    variables.map((name) => readKey(environment[name])).find((key) => key !== null) ?? null;
  return {
    keyFor: (ask) => given.key ?? fromVariables(ask),
    idFor: ({ id }) => (id === undefined ? null : (given.id ?? readKey(environment[id.variable]))),
  };
}
