import * as v from 'valibot';
import { type Money, toDecimal } from '../../lib/domain/money.ts';
import {
  NOTE_CHARS_MAX,
  type PressurePoint,
  type RefusalSaid,
  type RefusalStory,
} from '../../lib/domain/refusal-view.ts';
import { openRefusalTables } from '../ledger/refusal-tables.ts';
import { ApiProblem, type ApiRoute, route } from './route.ts';

/** Stories are of at most so many days. */
const DAYS_MAX = 366;
const DAY_MS = 86_400_000;

/** Where somebody heard no. */
export const refusalRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/refusals',
    summary: 'What was stopped here and refused by providers, what happened next, and where it happens most',
    input: v.object({
      days: v.optional(
        v.pipe(
          v.string(),
          v.regex(/^[1-9]\d{0,2}$/, 'days are a whole number'),
          v.transform(Number),
          v.maxValue(DAYS_MAX, `days are at most ${DAYS_MAX}`),
        ),
        '30',
      ),
    }),
    answer: async ({ days }, { beside, now: readNow }) => {
      const now = readNow();
      const span = { start: now - days * DAY_MS, end: now + 1, now };
      const { stories, points, isPart } = await beside.ask('stories', span);
      return { days, isPart, points: points.map(describePoint), stories: stories.map(describeStory) };
    },
  }),
  route({
    method: 'PUT',
    path: '/refusals/{id}/said',
    summary: 'Whether it was clear, and a note of the user; it stays in this ledger. What is absent stays as it is',
    input: v.object({
      id: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
      isClear: v.optional(v.nullable(v.boolean('it is true, false or null'))),
      note: v.optional(v.pipe(v.string(), v.maxLength(NOTE_CHARS_MAX))),
    }),
    answer: ({ id, ...said }, { store }) =>
      store.transactBelow(async ({ tx, ledger, tables }) => {
        const { blockedCalls, refusalNotes } = openRefusalTables(tx, ledger);
        const isKnown =
          (await blockedCalls.get(id)) !== undefined || (await tables.records.get(id))?.outcome === 'refusal';
        if (!isKnown) {
          throw new ApiProblem(404, `nothing that was refused is called "${id}"; "tollkeeper refusals" lists ids`);
        }
        const kept = await refusalNotes.get(id);
        const { isClear = kept?.isClear ?? null, note = kept?.note ?? '' } = said;
        if (isClear === null && note.trim() === '') await refusalNotes.delete(id);
        else await refusalNotes.put({ id, isClear, note });
        return { id, isClear, note };
      }),
  }),
];

/** A sum for programs. */
export interface StatedMoney {
  readonly unit: string;
  readonly amount: string;
}

function stated({ unit, nano }: Money): StatedMoney {
  return { unit, amount: toDecimal(nano) };
}

/** A pressure point for programs; times are ms. */
export function describePoint({ wouldCost, ...point }: PressurePoint) {
  return { ...point, wouldCost: wouldCost.map(stated) };
}

/** A story for programs; instants are epoch ms. */
export function describeStory({ no, said, ...story }: RefusalStory & { readonly said: RefusalSaid }) {
  const { requestId, wouldCost, attempts: _, ...rest } = no;
  return { ...rest, request: requestId, wouldCost: wouldCost && stated(wouldCost), ...story, said };
}
