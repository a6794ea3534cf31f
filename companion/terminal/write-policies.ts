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

function write([field, value]: readonly [string, unknown]): string {
  if (Array.isArray(value)) return `${field} ${value.join(', ')}`;
  if (typeof value !== 'object' || value === null) return `${field} ${value}`;
  return Object.entries(value)
    .map(([from, to]) => `${from} → ${to}`)
    .join(', ');
}
