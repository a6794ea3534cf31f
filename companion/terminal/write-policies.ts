import type { LineKey } from '../texts/en.ts';
import { speak } from './speak.ts';
import { writeTable } from './write-table.ts';

/** A policy as the API shows it. */
export interface ShownPolicy {
  readonly name: string;
  readonly kind: string;
  readonly tool: string | null;
  readonly label: string | null;
  readonly inForceUntil?: number;
  readonly [field: string]: unknown;
}

/** Policies for people. */
export function writePolicies(policies: readonly ShownPolicy[]): readonly string[] {
  if (policies.length === 0) return [speak('policies.noPoliciesCallsAreHeld')];
  return writeTable(
    [speak('policies.policy'), speak('policies.whatItDoes'), speak('policies.whoseCalls'), ''],
    policies.map(toRow),
  );
}

function toRow({ name, kind, tool, label, inForceUntil, ...rest }: ShownPolicy): readonly string[] {
  const whose = [tool, label === null ? null : speak('policies.label', { label })]
    .filter((part) => part !== null)
    .join(', ');
  const details = Object.entries(rest).filter(([, value]) => value !== null);
  const force =
    inForceUntil === undefined
      ? []
      : [speak('policies.inForceUntil', { inForceUntil: new Date(inForceUntil).toLocaleString('sv-SE') })];
  return [name, kind, whose === '' ? speak('policies.all') : whose, [...details.map(write), ...force].join('; ')];
}

/** How figures are said. */
const SAID_AS: Readonly<Record<string, LineKey>> = {
  promptTokensBelow: 'policies.promptsBelow',
  tokensMin: 'policies.answersOfTokensAtLeast',
  secondsMax: 'policies.atMostS',
  seconds: 'policies.forS',
  maxTokens: 'policies.answersOfTokensAtMost',
};

function write([field, value]: readonly [string, unknown]): string {
  const said = SAID_AS[field];
  if (said !== undefined) return speak(said, { figure: String(value) });
  if (Array.isArray(value)) return `${field} ${value.join(', ')}`;
  if (typeof value !== 'object' || value === null) return `${field} ${value}`;
  return Object.entries(value)
    .map(([from, to]) => `${from} → ${to}`)
    .join(', ');
}
