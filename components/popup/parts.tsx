import type { BalanceReading } from '../../lib/domain/balance.ts';
import { explainParts } from '../../lib/domain/explain-parts.ts';
import type { Text } from '../../lib/domain/text.ts';
import { useSay } from './say.ts';

/** What a balance consists of, and what is there and not in it: a line each, none where there is nothing to tell apart. */
export function Parts({ balance }: { readonly balance: BalanceReading }) {
  const say = useSay();
  const { within, apart } = explainParts(balance);
  const list = (texts: readonly Text[]): string => texts.map(({ key, params }) => say(key, params)).join(' · ');
  return (
    <>
      {within.length > 0 && <p>{say('popup.parts', { parts: { kind: 'verbatim', text: list(within) } })}</p>}
      {apart.length > 0 && <p>{say('popup.apart', { parts: { kind: 'verbatim', text: list(apart) } })}</p>}
    </>
  );
}
