import type { Money } from './money.ts';
import type { PressurePoint, RefusalStory, TriedSizes } from './refusal-view.ts';
import { spanText } from './span-text.ts';
import type { Text, TextParam } from './text.ts';

const MINUTE_MS = 60_000;

/** A story in words: why, what was attempted, what it would have cost, what happened next. */
export interface StoryLines {
  /** Whose no, and why, in one line. */
  readonly cause: Text;
  /** Sizes and the likely cost, a line each; never empty. */
  readonly tried: readonly Text[];
  readonly next: Text;
}

/** See {@link StoryLines}. `provider`: its name for people. */
export function explainStory(story: RefusalStory, provider: string): StoryLines {
  const { no, attempts } = story;
  const why: Text = { key: `no.cause.${no.cause}` };
  return {
    cause: { key: no.by === 'us' ? 'no.byUs' : 'no.byProvider', params: { provider, why } },
    tried: [
      triedLine(no.sizes, no.model),
      no.wouldCost === null
        ? { key: 'no.costUnknown' }
        : { key: 'no.cost', params: { money: { kind: 'money', money: no.wouldCost } } },
      ...(attempts > 1 ? [{ key: 'no.attempts', params: { n: attempts } } satisfies Text] : []),
    ],
    next: nextLine(story),
  };
}

function triedLine(sizes: TriedSizes | null, model: string | null): Text {
  const name: TextParam = model ?? { key: 'no.noModel' };
  if (sizes === null) return { key: 'no.triedUnread', params: { model: name } };
  const { inputTokens, outputTokensMax, units, media } = sizes;
  if (units !== null) return { key: 'no.triedUnits', params: { model: name, n: units.count } };
  const parts: Text[] = [];
  if (inputTokens !== null) parts.push({ key: 'no.in', params: { n: inputTokens } });
  if (media > 0) parts.push({ key: 'no.media', params: { n: media } });
  parts.push(outputTokensMax === null ? { key: 'no.noBound' } : { key: 'no.out', params: { n: outputTokensMax } });
  const what = parts.reduce((line, part): Text => ({ key: 'no.and', params: { line, part } }));
  return { key: 'no.tried', params: { model: name, what } };
}

function nextLine({ next, revised, lostMs }: RefusalStory): Text {
  const after = spanText(lostMs ?? 0);
  if (next === 'given-up' && (lostMs ?? 0) < MINUTE_MS) return { key: 'no.next.dropped' };
  if (next !== 'revised' || revised === null) return { key: `no.next.${next}`, params: { after } };
  const { model, isSmaller } = revised;
  if (model === null) return { key: 'no.next.smaller', params: { after } };
  return { key: isSmaller ? 'no.next.both' : 'no.next.model', params: { after, model } };
}

/** A pressure point in one line: how often, what happened next, how much time went, what it would have cost. */
export function explainPoint({ stories, attempts, lostMs, wouldCost, next }: PressurePoint): readonly Text[] {
  const ways = (['recharged', 'revised', 'went-on', 'given-up', 'open'] as const).filter((way) => next[way] > 0);
  return [
    { key: 'no.times', params: { n: stories } },
    ...(attempts > stories ? [{ key: 'no.attempts', params: { n: attempts } } satisfies Text] : []),
    ...ways.map((way): Text => ({ key: `no.ways.${way}`, params: { n: next[way] } })),
    ...(lostMs >= MINUTE_MS ? [{ key: 'no.lost', params: { time: spanText(lostMs) } } satisfies Text] : []),
    ...wouldCost.map(costLine),
  ];
}

function costLine(money: Money): Text {
  return { key: 'no.cost', params: { money: { kind: 'money', money } } };
}
