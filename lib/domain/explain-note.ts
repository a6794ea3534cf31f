import type { RefusalReading } from './call.ts';
import type { CardCause } from './card.ts';
import type { CallFacts } from './facts.ts';
import type { Unit } from './money.ts';
import type { Text, TextParam } from './text.ts';

/** A call that was refused, as somebody's support has to find it. */
export interface NotedRefusal {
  readonly reader: 'support' | 'relay';
  readonly cause: CardCause;
  /** When the refusal came, the local time with its zone. */
  readonly time: string;
  /** Null: it could not be read. */
  readonly refusal: RefusalReading | null;
  readonly facts: CallFacts;
}

/**
 * What "Copy note for support" copies, a line each: who, when, which request, why as far as it shows, which sums. No
 * content and no key; the account and the key are named as their console names them, for support asks for both.
 */
export function explainNote({ reader, cause, time, refusal, facts }: NotedRefusal): readonly Text[] {
  const { model, key, balance } = facts;
  const have = balance && amount(balance.usableNano, balance.unit);
  const lines: readonly (Text | null)[] = [
    { key: `note.${reader}` },
    { key: 'note.provider', params: { provider: facts.providerName } },
    accountLine(facts),
    key && key.name !== '' ? { key: 'note.key', params: { key: key.name } } : null,
    { key: 'note.time', params: { time } },
    { key: 'note.request', params: { id: verbatim(refusal?.providerRequestId ?? null) } },
    answerLine(refusal),
    model === null ? null : { key: 'note.model', params: { model: verbatim(model) } },
    { key: 'note.cause', params: { cause: { key: `note.means.${cause}` } } },
    { key: 'note.have', params: { have: amount(refusal?.availableNano ?? null, refusal?.unit) ?? NOT_STATED } },
    { key: 'note.need', params: { need: amount(refusal?.neededNano ?? null, refusal?.unit) ?? NOT_STATED } },
    balance && have ? { key: 'note.read', params: { have, age: { kind: 'age', ms: facts.now - balance.at } } } : null,
    reader === 'relay' ? { key: 'note.fine' } : { key: 'note.ask' },
  ];
  return lines.filter((line) => line !== null);
}

const NOT_STATED: Text = { key: 'note.notStated' };

function accountLine({ account, providerName }: CallFacts): Text {
  if (!account) return { key: 'note.account.unknown' };
  const params = { account: account.name ?? providerName };
  return { key: account.isAssumed ? 'note.account.assumed' : 'note.account', params };
}

function answerLine(refusal: RefusalReading | null): Text {
  if (refusal === null) return { key: 'note.answer', params: { status: { key: 'note.notKnown' } } };
  const status = String(refusal.status);
  if (refusal.code === null) return { key: 'note.answer', params: { status } };
  return { key: 'note.answerCode', params: { status, code: verbatim(refusal.code) } };
}

function verbatim(text: string | null): TextParam {
  return text === null ? NOT_STATED : { kind: 'verbatim', text };
}

function amount(nano: bigint | null, unit: Unit | null | undefined): TextParam | null {
  return nano === null || unit == null ? null : { kind: 'exact', money: { unit, nano } };
}
