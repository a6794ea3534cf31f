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
  if (policies.length === 0) return ['No policies: calls are held to budgets, and otherwise left as they are.'];
  return writeTable(['Policy', 'What it does', 'Whose calls', ''], policies.map(toRow));
}

function toRow({ name, kind, tool, label, inForceUntil, ...rest }: ShownPolicy): readonly string[] {
  const whose = [tool, label === null ? null : `label ${label}`].filter((part) => part !== null).join(', ');
  const details = Object.entries(rest).filter(([, value]) => value !== null);
  const force = inForceUntil === undefined ? [] : [`in force until ${new Date(inForceUntil).toLocaleString('sv-SE')}`];
  return [name, kind, whose === '' ? 'all' : whose, [...details.map(write), ...force].join('; ')];
}

/** How figures are said; the star is the figure. */
const SAID_AS: Readonly<Record<string, string>> = {
  promptTokensBelow: 'prompts below *',
  tokensMin: 'answers of * tokens at least',
  secondsMax: 'at most * s',
  seconds: 'for * s',
  maxTokens: 'answers of * tokens at most',
};

function write([field, value]: readonly [string, unknown]): string {
  const said = SAID_AS[field];
  if (said !== undefined) return said.replace('*', String(value));
  if (Array.isArray(value)) return `${field} ${value.join(', ')}`;
  if (typeof value !== 'object' || value === null) return `${field} ${value}`;
  return Object.entries(value)
    .map(([from, to]) => `${from} → ${to}`)
    .join(', ');
}
