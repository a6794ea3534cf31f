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
const SAID_AS: Readonly<Record<string, (figure: string) => string>> = {
  promptTokensBelow: (figure) => speak('policies.promptsBelow', { figure }),
  tokensMin: (figure) => speak('policies.answersOfTokensAtLeast', { figure }),
  secondsMax: (figure) => speak('policies.atMostS', { figure }),
  seconds: (figure) => speak('policies.forS', { figure }),
  maxTokens: (figure) => speak('policies.answersOfTokensAtMost', { figure }),
};

function write([field, value]: readonly [string, unknown]): string {
  const say = SAID_AS[field];
  if (say !== undefined) return say(String(value));
  if (Array.isArray(value)) return `${field} ${value.join(', ')}`;
  if (typeof value !== 'object' || value === null) return `${field} ${value}`;
  return Object.entries(value)
    .map(([from, to]) => `${from} → ${to}`)
    .join(', ');
}
