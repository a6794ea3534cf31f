import type { RefusalReading } from './call.ts';
import type { CardCause } from './card.ts';
import type { CallFacts } from './facts.ts';
import type { ProviderHelp } from './help.ts';
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
  /** Where the provider's support is heard and what it wants to see in the subject; null: not known, or another reader. */
  readonly support: Pick<ProviderHelp, 'support' | 'subject'> | null;
}

/**
 * What "Copy note for support" copies, a line each: who, when, which request, why as far as it shows, which sums. No
 * content and no key; the account and the key are named as their console names them, for support asks for both.
 */
export function explainNote({ reader, cause, time, refusal, facts, support }: NotedRefusal): readonly Text[] {
  const { model, key, balance } = facts;
  const have = balance && amount(balance.usableNano, balance.unit);
  const lines: readonly (Text | null)[] = [
    ...headOf(support, facts, refusal),
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

/** Where it goes, and under what subject, where that is known. */
function headOf(support: NotedRefusal['support'], facts: CallFacts, refusal: RefusalReading | null): readonly Text[] {
  if (support?.support === undefined) return [];
  const where = verbatim(support.support.replace(/^mailto:/, ''));
  const what = subjectOf(support.subject ?? ['request-id'], facts, refusal);
  return [
    { key: 'note.to', params: { where } },
    { key: 'note.subject', params: { what } },
  ];
}

/** The first of what support wants to see that is known; the provider's name where nothing is. */
function subjectOf(
  wanted: NonNullable<ProviderHelp['subject']>,
  { account, providerName }: CallFacts,
  refusal: RefusalReading | null,
): TextParam {
  const known = { account: account?.name, 'request-id': refusal?.providerRequestId, 'order-number': null, email: null };
  return verbatim(wanted.map((one) => known[one] ?? null).find((one) => one !== null) ?? providerName);
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
