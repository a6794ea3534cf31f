import { styleText } from 'node:util';
import { explainPoint, explainStory } from '../../lib/domain/explain-story.ts';
import { parseDecimal } from '../../lib/domain/money.ts';
import type { NoHeard, PressurePoint, RefusalSaid, RefusalStory } from '../../lib/domain/refusal-view.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Text } from '../../lib/domain/text.ts';
import { wrap } from '../commands/help.ts';

/** What `GET /refusals` says, as far as it is shown. */
export interface ShownRefusals<M> {
  readonly isPart: boolean;
  readonly points: readonly (Omit<PressurePoint, 'wouldCost'> & { readonly wouldCost: readonly M[] })[];
  readonly stories: readonly (Omit<NoHeard, 'wouldCost' | 'requestId' | 'attempts'> &
    Omit<RefusalStory, 'no'> & { readonly wouldCost: M | null; readonly said: RefusalSaid })[];
}

interface Stated {
  readonly unit: string;
  readonly amount: string;
}

const WIDTH = 76;
/** More fill no terminal; `--json` has them. */
const STORIES_SHOWN_MAX = 20;

/** Points of pressure, then the newest stories, in 80 columns. */
export function writeRefusals({ points, stories, isPart }: ShownRefusals<Stated>): readonly string[] {
  if (stories.length === 0) return ['Nobody said no in these days.'];
  const shown = stories.slice(0, STORIES_SHOWN_MAX);
  const more = stories.length - shown.length;
  return [
    ...points.flatMap(writePoint),
    '',
    ...shown.flatMap(writeStory),
    ...(more > 0 ? [`and ${more} more: --json has them.`] : []),
    ...(isPart ? ['There are more in these days; the newest were looked at.'] : []),
  ];
}

function writePoint(point: ShownRefusals<Stated>['points'][number]): readonly string[] {
  const { provider, by, cause } = point;
  const key = by === 'us' ? 'no.byUs' : 'no.pointHead';
  const head: Text = { key, params: { provider, why: { key: `no.cause.${cause}` } } };
  const told = explainPoint({ ...point, wouldCost: point.wouldCost.map(moneyOf) });
  return [styleText('bold', cut(say(head))), ...wrap(told.map(say).join(' '), WIDTH).map((line) => `  ${line}`)];
}

function writeStory(story: ShownRefusals<Stated>['stories'][number]): readonly string[] {
  const { id, at, origin, provider, wouldCost } = story;
  const no = { ...story, requestId: id, wouldCost: wouldCost && moneyOf(wouldCost) };
  const { cause, tried, next } = explainStory({ ...story, no }, provider);
  const lines = wrap(`${say(cause)}. ${[...tried, next].map(say).join(' ')}`, WIDTH);
  return [
    cut(`${new Date(at).toLocaleString('sv-SE')}  ${origin.replace(/^tool:/, '')}  ${id}`),
    ...lines.map((line) => `  ${line}`),
    ...(story.said.note === '' ? [] : wrap(`Your note: ${story.said.note}`, WIDTH).map((line) => `  ${line}`)),
  ];
}

function moneyOf({ unit, amount }: Stated) {
  return { unit, nano: parseDecimal(amount) ?? 0n };
}

function say(text: Text): string {
  return renderText(text, 'en');
}

function cut(line: string): string {
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`;
}
