import * as v from 'valibot';
import { THRESHOLDS_MAX } from '../../lib/domain/threshold.ts';
import { nameThreshold } from '../../lib/watch/threshold.ts';
import { resolveSubject } from '../alerts/resolve-subjects.ts';
import {
  type AlertSettings,
  type StoredThreshold,
  subjectName,
  type ThresholdInput,
  thresholdInput,
  thresholdsOf,
  toThreshold,
} from '../alerts/settings.ts';
import { changeOwners, knownSubject } from './owners-of.ts';
import { type ApiDesk, ApiProblem, type ApiRoute, route } from './route.ts';
import { refuseOtherUnit, unitsOfAccount } from './units-of.ts';

/** From where on somebody wants to hear of an account or a budget. */
export const thresholdRoutes: readonly ApiRoute[] = [
  route({
    method: 'POST',
    path: '/thresholds',
    summary: 'From where on to warn of account:<id>, budget:<name> or * (all); several at once hold',
    input: v.object({ subject: subjectName, threshold: thresholdInput }),
    answer: async ({ subject: given, threshold: asked }, desk) => {
      const subject = await knownSubject(given, desk);
      const threshold = await settle(asked, subject, desk);
      return changeOwners(desk, (settings) => {
        const others = settings.thresholds.filter(
          (one) => one.subject !== subject || nameOf(one.threshold) !== nameOf(threshold),
        );
        const withheld = settings.withheld.filter((one) => one.subject !== subject || one.name !== nameOf(threshold));
        return { ...settings, withheld, thresholds: [...others, { subject, threshold, seenAt: desk.now() }] };
      });
    },
  }),
  route({
    method: 'PUT',
    path: '/thresholds/{subject}',
    summary: 'Say all own thresholds of a subject at once; of a kind without one those of * hold, or the usual ones',
    input: v.object({
      subject: subjectName,
      thresholds: v.pipe(v.array(thresholdInput), v.maxLength(THRESHOLDS_MAX, `${THRESHOLDS_MAX} thresholds at most`)),
    }),
    answer: async ({ subject: given, thresholds }, desk) => {
      const subject = await knownSubject(given, desk);
      const asked = await Promise.all(thresholds.map((threshold) => settle(threshold, subject, desk)));
      const named = new Map(asked.map((threshold) => [nameOf(threshold), threshold]));
      const next = [...named.values()];
      return changeOwners(desk, (settings) => ({
        ...settings,
        withheld: settings.withheld.filter((one) => one.subject !== subject || !named.has(one.name)),
        thresholds: [
          ...settings.thresholds.filter((one) => one.subject !== subject),
          ...next.map((threshold) => ({ subject, threshold, seenAt: desk.now() })),
        ],
      }));
    },
  }),
  route({
    method: 'DELETE',
    path: '/thresholds/{subject}/{name}',
    summary: 'Remove a threshold: one of its own, or for it one of those that are set for all or usual',
    input: v.object({ subject: subjectName, name: v.string() }),
    answer: ({ subject: given, name }, desk) =>
      changeOwners(desk, (settings, rows) => without(settings, resolveSubject(given, rows), name)),
  }),
  route({
    method: 'POST',
    path: '/thresholds/seen',
    summary: 'Somebody has looked at all thresholds',
    input: v.object({}),
    answer: (_, desk) =>
      changeOwners(desk, (settings) => ({
        ...settings,
        thresholds: settings.thresholds.map((one) => ({ ...one, seenAt: desk.now() })),
      })),
  }),
];

/** A threshold as it is kept: an amount without a unit is in that of the account or budget. What could never be crossed is none. */
async function settle(asked: ThresholdInput, subject: string, desk: ApiDesk): Promise<StoredThreshold> {
  const { kind } = asked;
  if (kind === 'of-limit' && subject.startsWith('account:')) {
    throw new ApiProblem(400, 'an account has no limit: a share of one is for budgets');
  }
  if (kind === 'of-recharge' && subject.startsWith('budget:')) {
    throw new ApiProblem(400, 'a budget is not recharged: a share of a recharge is for accounts');
  }
  if (asked.kind !== 'amount') return asked;
  const units = await unitsOf(subject, desk);
  const [only = USUAL_UNIT, ...others] = units;
  const unit = asked.unit ?? (others.length === 0 ? only : USUAL_UNIT);
  refuseOtherUnit(units, unit);
  return { ...asked, unit };
}

/** What was set is forgotten; what holds without that is noted as not wanted. */
function without(settings: AlertSettings, subject: string, name: string): AlertSettings {
  const isMeant = (one: AlertSettings['thresholds'][number]): boolean =>
    one.subject === subject && nameOf(one.threshold) === name;
  const thresholds = settings.thresholds.filter((one) => !isMeant(one));
  if (thresholds.length < settings.thresholds.length) return { ...settings, thresholds };
  const held = namesHeld(settings, subject);
  if (held.includes(name)) return { ...settings, withheld: [...settings.withheld, { subject, name }] };
  const there = held.length === 0 ? 'it has none' : `it has ${held.join(', ')}`;
  throw new ApiProblem(404, `${subject} has no threshold "${name}"; ${there}`);
}

/** Names of what holds of a subject; for `*` of what holds where nothing else was said. */
function namesHeld(settings: AlertSettings, subject: string): readonly string[] {
  const id = subject.slice(subject.indexOf(':') + 1);
  const kinds = (['account', 'budget'] as const).filter((kind) => subject === '*' || subject.startsWith(`${kind}:`));
  return kinds.flatMap((kind) => thresholdsOf(settings, { kind, id }).map(nameThreshold));
}

function nameOf(threshold: StoredThreshold): string {
  return nameThreshold(toThreshold(threshold));
}

/** Where nobody knows what a balance is in, or it is in several things. */
const USUAL_UNIT = 'USD';

/** What an account's balances, or a budget, are in; empty: not known, or it is of all. */
async function unitsOf(subject: string, { store, holds }: ApiDesk): Promise<readonly string[]> {
  const id = subject.slice(subject.indexOf(':') + 1);
  if (subject.startsWith('budget:')) {
    const own = (await holds.budgets()).filter((budget) => budget.id === id);
    return own.map(({ unit }) => (unit.kind === 'money' ? unit.currency : unit.kind));
  }
  return unitsOfAccount(id, { store });
}
