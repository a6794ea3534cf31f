import * as v from 'valibot';
import { sayFirst } from '../say-issue.ts';
import { replacePrivate } from '../secrets/private-file.ts';
import { SecretProblem } from '../secrets/secret-problem.ts';
import { readVersioned } from '../secrets/versioned-file.ts';
import { type Policy, policyInput, policyName } from './policy.ts';

/** The policies of one companion, in a file that only its owner may read: they name accounts, which are its own. */
export interface Policies {
  readonly list: () => readonly Policy[];
  /** Those for calls of a tool with a label, the most particular first, then by their names. */
  readonly of: (tool: string, label: string | null) => readonly Policy[];
  /** Makes one, or puts it in the place of the one of that name. Throws a `SecretProblem` where it cannot be written. */
  readonly set: (policy: Policy) => void;
  /** False: there was none. */
  readonly remove: (name: string) => boolean;
  /** Until when downgraded access is in force for a budget, epoch ms; null: it is not. */
  readonly downgradedUntil: (budget: string, now: number) => number | null;
  /** It is in force from now on, also after a restart. */
  readonly downgrade: (budget: string, until: number, now: number) => void;
}

const POLICIES_MAX = 200;
/** Whose policies were looked up; names of labels are the clients' to choose. */
const LOOKED_UP_MAX = 1000;
const NONE: readonly Policy[] = [];

const fileForm = v.object({
  version: v.literal(1),
  policies: v.array(v.intersect([v.looseObject({ name: policyName }), v.looseObject({ kind: v.string() })])),
  downgraded: v.record(v.string(), v.number()),
});

interface Kept {
  readonly policies: readonly Policy[];
  /** By budget, epoch ms. */
  readonly downgraded: Readonly<Record<string, number>>;
}

/** Opens the file, or begins with none. Throws a `SecretProblem` where it cannot be read. `onChange`: after each change. */
export function openPolicies(path: string, onChange: () => void = () => {}): Policies {
  let kept = read(path);
  let lookedUp = new Map<string, readonly Policy[]>();
  const write = (next: Kept): void => {
    replacePrivate(path, `${JSON.stringify({ version: 1, ...next }, null, 2)}\n`);
    kept = next;
    lookedUp = new Map();
  };
  return {
    list: () => kept.policies,
    of(tool, label) {
      if (kept.policies.length === 0) return NONE;
      const key = JSON.stringify([tool, label]);
      const known = lookedUp.get(key);
      if (known !== undefined) return known;
      const found = kept.policies.filter((policy) => isFor(policy, tool, label)).sort(byRank);
      if (lookedUp.size >= LOOKED_UP_MAX) lookedUp.clear();
      lookedUp.set(key, found);
      return found;
    },
    set(policy) {
      const before = kept.policies.find(({ name }) => name === policy.name);
      const others = kept.policies.filter(({ name }) => name !== policy.name);
      if (others.length >= POLICIES_MAX)
        throw new SecretProblem('bad-name', `at most ${POLICIES_MAX} policies are kept`);
      write({ policies: [...others, policy], downgraded: liftedBy(before, kept.downgraded) });
      onChange();
    },
    remove(name) {
      const left = kept.policies.filter((policy) => policy.name !== name);
      if (left.length === kept.policies.length) return false;
      const gone = kept.policies.find((policy) => policy.name === name);
      write({ policies: left, downgraded: liftedBy(gone, kept.downgraded) });
      onChange();
      return true;
    },
    downgradedUntil(budget, now) {
      const until = Object.hasOwn(kept.downgraded, budget) ? (kept.downgraded[budget] ?? 0) : 0;
      return until > now ? until : null;
    },
    downgrade(budget, until, now) {
      const others = Object.entries(kept.downgraded).filter(([, end]) => end > now);
      const downgraded = { ...Object.fromEntries(others), [budget]: until };
      // In force at once, whatever becomes of the file.
      kept = { ...kept, downgraded };
      write(kept);
    },
  };
}

/** Who changes a policy, or takes it away, wants an end of what it had begun. */
function liftedBy(policy: Policy | undefined, downgraded: Kept['downgraded']): Kept['downgraded'] {
  if (policy?.kind !== 'downgraded') return downgraded;
  const { [policy.budget]: _, ...others } = downgraded;
  return others;
}

function isFor(policy: Policy, tool: string, label: string | null): boolean {
  return (policy.tool === null || policy.tool === tool) && (policy.label === null || policy.label === label);
}

function byRank(one: Policy, other: Policy): number {
  const rank = ({ tool, label }: Policy): number => (tool === null ? 0 : 2) + (label === null ? 0 : 1);
  return rank(other) - rank(one) || (one.name < other.name ? -1 : 1);
}

function read(path: string): Kept {
  const { value, broken } = readVersioned(path, 'correct it, or remove it and set the policies anew');
  if (value === null) return { policies: [], downgraded: {} };
  const form = v.safeParse(fileForm, value);
  if (!form.success) throw broken(sayFirst(form.issues));
  const policies = form.output.policies.map(({ name, ...rest }): Policy => {
    const policy = v.safeParse(policyInput, rest);
    if (!policy.success) throw broken(`policy "${name}": ${sayFirst(policy.issues)}`);
    return { ...policy.output, name };
  });
  return { policies, downgraded: form.output.downgraded };
}
