import { percentChange, percentIn, type Unit } from '../../lib/domain/money.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { SpendBy, SpendGroup, SpendView } from '../../lib/domain/spend-view.ts';
import type { Language, TextParam } from '../../lib/domain/text.ts';
import { formatDate } from '../format-time.ts';
import type { Say } from '../popup/say.ts';

/** So many groups have a colour of their own in the chart. */
export const COLOURS_MAX = 6;

/** The groups with a colour of their own, and the others, which share one: a single one needs no name for all of them. */
export function coloursOf({ groups }: SpendView): {
  readonly own: readonly SpendGroup[];
  readonly rest: readonly SpendGroup[];
} {
  const many = groups.length > COLOURS_MAX + 1;
  const own = many ? groups.slice(0, COLOURS_MAX) : groups;
  return { own, rest: many ? groups.slice(COLOURS_MAX) : [] };
}

/** What a group is called: what is not known which, and calls without a label, have words of ours. */
export function nameIn({ id, name }: Pick<SpendGroup, 'id' | 'name'>, by: SpendBy, say: Say): string {
  if (id !== '') return name;
  return say(by === 'label' ? 'spend.noLabel' : 'spend.unknown');
}

/** An amount, rounded for reading. */
export function moneyOf(nano: bigint, unit: Unit, say: Say): string {
  return say('chip.exact', { likely: money(nano, unit) });
}

/** How an amount differs from that of the days before: "14 % more", "new". */
export function changeOf(nano: bigint, beforeNano: bigint, say: Say): string {
  if (nano === beforeNano) return nano === 0n ? '–' : say('spend.same');
  if (beforeNano <= 0n) return say('spend.new');
  if (nano === 0n) return say('spend.gone');
  // More than twice as much is said in times: "1,240 % more" takes working out.
  if (nano >= 3n * beforeNano) return say('spend.times', { n: Number((nano + beforeNano / 2n) / beforeNano) });
  const percent = percentChange(beforeNano, nano) ?? 0;
  if (percent === 0) return say('spend.same');
  return say(nano > beforeNano ? 'spend.more' : 'spend.less', { percent });
}

/** What chart and table say, in sentences. */
export function summaryOf(view: SpendView, language: Language): string {
  const { by, unit, total, groups, days, before, steps, step } = view;
  if (unit === null) return '';
  const say: Say = (key, params = {}) => renderText({ key, params }, language);
  const day = (iso: string): string => formatDate(iso, language);
  const parts = [
    say('spend.sum', { money: money(total.nano, unit), n: total.calls, from: day(days.from), to: day(days.to) }),
  ];
  if (total.beforeNano > 0n) {
    const change = changeOf(total.nano, total.beforeNano, say);
    parts.push(say('spend.sumBefore', { change, money: money(total.beforeNano, unit), from: day(before.from) }));
  }
  const [first, second] = groups;
  if (first !== undefined && second !== undefined && first.nano > 0n) {
    const name = nameIn(first, by, say);
    const percent = percentIn(first.nano, total.nano);
    parts.push(say('spend.sumMost', { name, money: money(first.nano, unit), percent }));
  }
  const top = highest(groups, steps);
  if (top !== null && steps.length > 1) {
    parts.push(say(`spend.sumTop.${step}`, { day: day(top.day), money: money(top.nano, unit) }));
  }
  return parts.join(language === 'zh' ? '' : ' ');
}

function highest(
  groups: readonly SpendGroup[],
  steps: readonly string[],
): { readonly day: string; readonly nano: bigint } | null {
  let top: { readonly day: string; readonly nano: bigint } | null = null;
  for (const [at, day] of steps.entries()) {
    const nano = groups.reduce((sum, { perStep }) => sum + (perStep[at] ?? 0n), 0n);
    if (nano > (top?.nano ?? 0n)) top = { day, nano };
  }
  return top;
}

function money(nano: bigint, unit: Unit): TextParam {
  return { kind: 'money', money: { unit, nano } };
}
