import type { BillingAdvice, BillingQuestion } from '../../lib/advice/advise-billing.ts';
import { conditionOfFix, type LastingFix, linkOfFix } from '../../lib/advice/lasting-fix.ts';
import type { WorthOf } from '../../lib/advice/savings-places.ts';
import type { SinceRecharge } from '../../lib/advice/since-recharge.ts';
import type { WhatIf, WhatIfQuestion } from '../../lib/advice/what-if.ts';
import { JOB_MS_MAX } from '../../lib/domain/open-call.ts';
import { resolveLinks } from '../../lib/engine/resolve-links.ts';
import { gatherBook } from '../../lib/ledger/gather-book.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { Condition } from '../../lib/watch/alert.ts';
import { dayIn, daySpan, daysBefore } from '../api/days.ts';
import { type ApiDesk, ApiProblem } from '../api/route.ts';
import { ratePair } from '../ledger/amounts.ts';
import type { AdviceAnswers, AdviceQuestion, AdviceWork } from './advice-work.ts';
import { gatherMarks } from './gather-marks.ts';
import { askOnce } from './keep-answers.ts';

/** What advice is worked out from. */
export type AdviceDesk = Pick<ApiDesk, 'store' | 'source' | 'sites' | 'zone' | 'now'>;

const LEDGER = 'main';

/** What the last `days` would have cost, billed another way. */
export async function adviseBilling(
  desk: AdviceDesk,
  given: Pick<BillingQuestion, 'days' | 'packages' | 'commitments'>,
): Promise<BillingAdvice> {
  const { candidates, groups, ...start } = await startOf(desk, lastDays(desk, given.days));
  return ask(desk, { ...start, question: { kind: 'billing', question: { ...given, candidates, groups } } });
}

/** What they would have cost to another model, at another provider, or with another habit of caching. */
export async function askWhatIf(desk: AdviceDesk, days: number, question: WhatIfQuestion): Promise<WhatIf> {
  const { candidates: _, groups: _groups, ...start } = await startOf(desk, lastDays(desk, days));
  return ask(desk, { ...start, question: { kind: 'what-if', question } });
}

/** What could be saved of them, and what would end refusals of this month for good. */
export async function findSavings(
  desk: AdviceDesk & Pick<ApiDesk, 'rates'>,
  days: number,
): Promise<Omit<AdviceAnswers['savings'], 'fixes'> & { readonly fixes: readonly LinkedFix[] }> {
  const span = lastDays(desk, days);
  const start = Math.min(span.start, thisMonth(desk).start);
  const { candidates: _, groups: _groups, ...work } = await startOf(desk, { ...span, start });
  const answer = await ask(desk, {
    ...work,
    question: { kind: 'savings', from: span.start, worth: { days, dollarNano: dollarsIn(desk.rates) } },
  });
  return { ...answer, fixes: answer.fixes.filter(({ month }) => month === monthOf(desk)).map((fix) => linked(fix)) };
}

/** What a dollar is in other currencies, as the user says. */
function dollarsIn(rates: ApiDesk['rates']): WorthOf['dollarNano'] {
  const units = new Set(rates.list().flatMap(({ from, to }) => [from, to]));
  const found = [...units].map((unit) => [unit, rates.ratesFrom(unit)[ratePair(unit, 'USD')]?.rateNano] as const);
  return Object.fromEntries(found.flatMap(([unit, nano]) => (nano === undefined ? [] : [[unit, nano] as const])));
}

/** Where the money went since the last recharge; `account` null: of every account whose balance is known. */
export async function sinceRecharge(
  desk: AdviceDesk,
  { account, days }: { readonly account: string | null; readonly days: number },
): Promise<readonly SinceRecharge[]> {
  const { start: from, end } = lastDays(desk, days);
  const questions = await gatherMarks(desk.store, { account, from });
  if (questions.length === 0) return [];
  const first = questions.reduce((least, one) => Math.min(least, one.mark?.at ?? one.from), end);
  const { candidates: _, groups: _groups, ...work } = await startOf(desk, { start: first - JOB_MS_MAX, end });
  return ask(desk, { ...work, question: { kind: 'since-recharge', questions } });
}

/** What ends this month's refusals for good, as conditions: the key of each is one for the month, so it is told once. */
export async function findFixConditions(desk: AdviceDesk): Promise<readonly Condition[]> {
  const { candidates: _, groups: _groups, ...work } = await startOf(desk, thisMonth(desk));
  const fixes = await ask(desk, { ...work, question: { kind: 'fixes' } });
  return fixes.map((fix) => conditionOfFix(fix, linked(fix).link));
}

/** With the one page of the provider's own table where it is made; null: none is known. */
export type LinkedFix = LastingFix & { readonly link: string | null };

function linked(fix: LastingFix): LinkedFix {
  const provider = findProvider(fix.provider);
  return { ...fix, link: provider && linkOfFix(fix, resolveLinks(provider, provider.consoleOrigin)) };
}

async function startOf(
  desk: AdviceDesk,
  span: AdviceWork['span'],
): Promise<Omit<AdviceWork, 'question'> & Awaited<ReturnType<typeof gatherBook>>> {
  const gathered = await desk.store.transact(gatherBook);
  const sites = { descriptions: desk.sites.descriptions(), relays: desk.sites.relays() };
  return { ...gathered, source: desk.source, ledger: LEDGER, span, sites };
}

/** Pages and reports ask the same again and again: what was answered a moment ago is told again. */
async function ask<Kind extends AdviceQuestion['kind']>(
  desk: AdviceDesk,
  work: AdviceWork & { readonly question: { readonly kind: Kind } },
): Promise<AdviceAnswers[Kind]> {
  const [newest] = await desk.store.transact(async ({ records }) =>
    records.where('openedAt').between(0, Number.MAX_SAFE_INTEGER, true, true).reverse().limit(1).toArray(),
  );
  const answer = askOnce<Kind>(work, { newest: newest?.openedAt ?? null, now: desk.now() });
  if (answer === null) {
    throw new ApiProblem(409, 'two questions like this are being worked out; wait for one of them to end');
  }
  return answer;
}

function lastDays({ zone, now }: AdviceDesk, days: number): AdviceWork['span'] {
  const today = dayIn(zone, now());
  return daySpan({ from: daysBefore(today, days - 1), to: today, zone });
}

function monthOf({ zone, now }: AdviceDesk): string {
  return dayIn(zone, now()).slice(0, 7);
}

function thisMonth(desk: AdviceDesk): AdviceWork['span'] {
  const { end } = lastDays(desk, 1);
  return { start: daySpan({ from: `${monthOf(desk)}-01`, to: null, zone: desk.zone }).start, end };
}
