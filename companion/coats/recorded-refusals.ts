import type { RefusalReading } from '../../lib/domain/call.ts';
import { parseJson } from '../../lib/domain/json-path.ts';
import { readCause } from '../../lib/domain/refusals/read-cause.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import type { RefusalCause } from '../sandbox/vocabulary.ts';
import { type Recorded, readRecordings } from './read-recordings.ts';

/** An error answer of a provider's as somebody saw it. */
export interface RecordedRefusal {
  readonly says: RefusalReading['says'];
  readonly surface: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; null: only the words of it are known, the form is that of the wire. */
  readonly body: unknown;
  readonly words: string;
  /** What it says is left and needed, as it stands there; null: it does not. */
  readonly available: string | null;
  readonly needed: string | null;
  /** By itself it says that this call is too large for what is left. */
  readonly isOfOneCall: boolean;
}

/** Which recorded words can stand for a cause, the best first: many providers say the same of every shortage. */
const SAID: Readonly<Record<RefusalCause, readonly RefusalReading['says'][]>> = {
  depleted: ['money', 'frozen'],
  'not-enough': ['money', 'frozen'],
  frozen: ['frozen', 'money'],
  'wrong-billing': ['billing-mismatch'],
  'key-limit': ['key-limit'],
  'org-limit': ['org-limit'],
  'in-flight': ['in-flight'],
  'supplier-empty': ['supplier-empty'],
  'rate-limited': ['rate-limit'],
};

/** What was recorded of a provider's refusals that it can be played by: answers of its own, with a status of an error. */
export function readRecordedRefusals({ id }: Pick<Provider, 'id'>): readonly RecordedRefusal[] {
  return readRecordings(id).refusals.flatMap((one) => toRefusal(one) ?? []);
}

/** Those that say so for this cause, the best first; empty: none was recorded. */
export function refusalsFor(recorded: readonly RecordedRefusal[], cause: RefusalCause): readonly RecordedRefusal[] {
  const fitting = SAID[cause].flatMap((says) => recorded.filter((one) => one.says === says));
  const isOfOneCall = cause === 'not-enough';
  return fitting.toSorted((a, b) => rank(a, isOfOneCall) - rank(b, isOfOneCall));
}

/** Words that are of the cause before others, whole bodies before words; sorting keeps the order of the rest. */
function rank(one: RecordedRefusal, isOfOneCall: boolean): number {
  return (one.isOfOneCall === isOfOneCall ? 0 : 2) + (one.body === null ? 1 : 0);
}

/** What a program printed of an error is no answer: its own words stand around it. */
const PRINTED = /^(?:[\w.]*(?:Error|Exception)\b|API error|Error\b|\d{3}\b|Handshake)|Error code:|…/i;

function toRefusal({ status, headers, body, surface, expected }: Recorded['refusals'][number]): RecordedRefusal | null {
  const { says, available, needed } = expected;
  if (says === null || status < 400) return null;
  const json = parseJson(body);
  const isWhole = typeof json === 'object' && json !== null;
  if (!isWhole && PRINTED.test(body)) return null;
  const { cause } = readCause({ status, headers, bodyText: body });
  const told = { available, needed, isOfOneCall: cause === 'insufficient_for_request' };
  return { says, surface, status, headers: kept(headers), body: isWhole ? json : null, words: body, ...told };
}

/** What is of the connection that it was recorded on is not played again. */
function kept(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const names = Object.keys(headers).filter(
    (name) => !/^(content-(length|encoding)|transfer-encoding|server|date|connection)$/i.test(name),
  );
  return Object.fromEntries(names.map((name) => [name, headers[name] ?? '']));
}
