import { styleText } from 'node:util';
import { explainPoint, explainStory } from '../../lib/domain/explain-story.ts';
import { parseDecimal } from '../../lib/domain/money.ts';
import type { NoHeard, PressurePoint, RefusalSaid, RefusalStory } from '../../lib/domain/refusal-view.ts';
import type { Text } from '../../lib/domain/text.ts';
import { type ReportWords, wordsIn } from '../report/report-words.ts';
import { cutColumns, wrapColumns } from './columns.ts';
import { spokenLanguage } from './speak.ts';
import { asIs } from './write-budgets.ts';

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

const COLUMNS = 80;
const WIDTH = 76;
/** More fill no terminal; `--json` has them. */
const STORIES_SHOWN_MAX = 20;

/** Points of pressure, then the newest stories, in 80 columns. */
export function writeRefusals(
  { points, stories, isPart }: ShownRefusals<Stated>,
  words: ReportWords = wordsIn(spokenLanguage()),
): readonly string[] {
  const { say } = words;
  if (stories.length === 0) return [say('cli.refusals.none')];
  const shown = stories.slice(0, STORIES_SHOWN_MAX);
  const more = stories.length - shown.length;
  return [
    ...points.flatMap((point) => writePoint(point, words)),
    '',
    ...shown.flatMap((story) => writeStory(story, words)),
    ...(more > 0 ? [say('cli.refusals.more', { n: more })] : []),
    ...(isPart ? [say('cli.refusals.part')] : []),
  ];
}

function writePoint(point: ShownRefusals<Stated>['points'][number], words: ReportWords): readonly string[] {
  const { provider, by, cause } = point;
  const key = by === 'us' ? 'no.byUs' : 'no.pointHead';
  const head: Text = { key, params: { provider, why: { key: `no.cause.${cause}` } } };
  const told = explainPoint({ ...point, wouldCost: point.wouldCost.map(moneyOf) });
  const lines = wrapColumns(words.join(told.map(words.tell)), WIDTH);
  return [styleText('bold', cutColumns(words.tell(head), COLUMNS)), ...lines.map((line) => `  ${line}`)];
}

function writeStory(story: ShownRefusals<Stated>['stories'][number], words: ReportWords): readonly string[] {
  const { tell, join, language, say } = words;
  const { id, at, origin, provider, wouldCost } = story;
  const no = { ...story, requestId: id, wouldCost: wouldCost && moneyOf(wouldCost) };
  const { cause, tried, next } = explainStory({ ...story, no }, provider);
  const why = `${tell(cause)}${language === 'zh' ? '。' : '.'}`;
  const lines = wrapColumns(join([why, ...[...tried, next].map(tell)]), WIDTH);
  return [
    cutColumns(`${new Date(at).toLocaleString('sv-SE')}  ${origin.replace(/^tool:/, '')}  ${id}`, COLUMNS),
    ...lines.map((line) => `  ${line}`),
    ...(story.said.note === ''
      ? []
      : wrapColumns(say('cli.refusals.note', { note: asIs(story.said.note) }), WIDTH).map((line) => `  ${line}`)),
  ];
}

function moneyOf({ unit, amount }: Stated) {
  return { unit, nano: parseDecimal(amount) ?? 0n };
}
