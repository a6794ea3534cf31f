import { explainCarries } from '../../lib/domain/carries.ts';
import type { Estimate } from '../../lib/domain/estimate.ts';
import type { ModelEstimate } from '../../lib/domain/estimator.ts';
import { formatMoney } from '../../lib/domain/format-money.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language, Text } from '../../lib/domain/text.ts';
import type { PastedEstimate } from '../../lib/engine/estimate-pasted.ts';
import { widthOf, wrapColumns } from '../terminal/columns.ts';
import { explainNoneHere, type Telling } from './describe-estimate.ts';

const COLUMNS = 80;

/** An estimate for a person, in 80 columns. */
export function writeEstimate(asked: PastedEstimate, telling: Telling): readonly string[] {
  const { none, provider, models } = asked;
  const say = (text: Text): string => renderText(text, telling.language);
  if (none !== null) return explainNoneHere(none).flatMap((text) => wrapColumns(say(text), COLUMNS));
  const [first, ...others] = models;
  if (first === undefined) return [];
  const name = provider?.name ?? '';
  if (others.length === 0) return [...headLines(name, first, say), ...writeOne(asked, first, telling)];
  return [name, '', ...writeTable(models, telling.language), ...writeCompared(models, telling)];
}

type Say = (text: Text) => string;

function headLines(provider: string, { model }: ModelEstimate, say: Say): readonly string[] {
  return [model === null ? provider : say({ key: 'est.cli.head', params: { provider, model } })];
}

function writeOne({ parts }: PastedEstimate, one: ModelEstimate, telling: Telling): readonly string[] {
  const say = (text: Text): string => renderText(text, telling.language);
  const { estimate } = one;
  const why = one.none === null ? [] : explainNoneHere(one.none);
  const rows = parts.map(({ part, tokens }) => [say({ key: `est.part.${part}` }), say(count(tokens))] as const);
  const width = Math.max(0, ...rows.map(([name]) => widthOf(name)));
  return [
    ...(estimate === null ? [] : [`  ${costOf(estimate, say)}`]),
    ...why.flatMap((text) => indented(say(text), '  ')),
    ...(rows.length < 2 ? [] : ['', `  ${say({ key: 'est.cli.tokens' })}`]),
    ...(rows.length < 2 ? [] : rows.map(([name, tokens]) => `    ${padTo(name, width)}  ${tokens.padStart(10)}`)),
    '',
    ...one.reasons.flatMap((text) => indented(say(text), '  - ')),
    ...balanceLines(estimate, telling, say),
  ];
}

/** Numbers are written as the language does. */
const count = (tokens: number): Text => ({ key: 'est.cli.costExact', params: { likely: tokens } });

function costOf(estimate: Estimate, say: Say): string {
  const { unit, lowNano, likelyNano, highNano, mostNano } = estimate;
  const money = (nano: bigint, rounding?: 'up' | 'down') =>
    ({ kind: 'money', money: { unit, nano }, ...(rounding && { rounding }) }) as const;
  const likely = money(likelyNano);
  if (lowNano === highNano) return say({ key: 'est.cli.costExact', params: { likely } });
  const params = { likely, low: money(lowNano, 'down'), high: money(highNano, 'up') };
  if (mostNano === undefined || mostNano <= highNano) return say({ key: 'est.cli.cost', params });
  return say({ key: 'est.cli.costMost', params: { ...params, most: money(mostNano, 'up') } });
}

function balanceLines(estimate: Estimate | null, { balance }: Telling, say: Say): readonly string[] {
  if (balance === null || estimate === null) return [];
  return ['', ...wrapColumns(say(explainCarries(balance, estimate)), COLUMNS)];
}

function indented(text: string, first: string): readonly string[] {
  const indent = ' '.repeat(first.length);
  return wrapColumns(text, COLUMNS - first.length).map((line, index) => (index === 0 ? first : indent) + line);
}

/** Models side by side; what is set aside only where anything is. */
function writeTable(models: readonly ModelEstimate[], language: Language): readonly string[] {
  const say = (key: Text['key']): string => renderText({ key }, language);
  const hasAside = models.some(({ estimate }) => estimate !== null && estimate.reserveNano !== 0n);
  const heads = [
    'est.cli.model',
    'est.cli.likely',
    'est.cli.range',
    ...(hasAside ? ['est.cli.asideHead'] : []),
  ] as const;
  const rows = models.map((one) => cellsOf(one, language).slice(0, heads.length));
  const all = [heads.map((key) => say(key as Text['key'])), ...rows];
  const widths = heads.map((_head, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ''))));
  const others = widths.slice(1).reduce((sum, width) => sum + width + 2, 0);
  const room = Math.min(widths[0] ?? 0, COLUMNS - others);
  return all.map((row) => {
    const [name = '', ...figures] = row;
    const cells = figures.map((cell, index) => `  ${' '.repeat((widths[index + 1] ?? 0) - widthOf(cell))}${cell}`);
    return (padTo(cutTo(name, room), room) + cells.join('')).trimEnd();
  });
}

function cellsOf({ model, estimate }: ModelEstimate, language: Language): readonly string[] {
  const name = model ?? '';
  if (estimate === null) return [name, renderText({ key: 'est.cli.unknown' }, language), '', ''];
  const { unit, lowNano, likelyNano, highNano, reserveNano } = estimate;
  const money = (nano: bigint, rounding?: 'up' | 'down'): string =>
    formatMoney({ unit, nano }, language, rounding ? { rounding } : {});
  return [
    name,
    money(likelyNano),
    lowNano === highNano ? '' : `${money(lowNano, 'down')} … ${money(highNano, 'up')}`,
    reserveNano === null ? renderText({ key: 'est.cli.unknown' }, language) : money(reserveNano, 'up'),
  ];
}

/** Below the table: what is not known, and whether the balance carries each. */
function writeCompared(models: readonly ModelEstimate[], telling: Telling): readonly string[] {
  const say = (text: Text): string => renderText(text, telling.language);
  const unknown = models.flatMap(({ none }) => (none === null ? [] : explainNoneHere(none).slice(0, 1)));
  const about = models.flatMap(({ model, estimate }) =>
    telling.balance === null || estimate === null
      ? []
      : [`${model ?? ''}: ${say(explainCarries(telling.balance, estimate))}`],
  );
  const lines = [...unknown.map(say), ...about].flatMap((line) => wrapColumns(line, COLUMNS));
  return lines.length === 0 ? [] : ['', ...lines];
}

function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Names of models tell most at both ends. */
function cutTo(text: string, width: number): string {
  if (text.length <= width) return text;
  const head = Math.ceil((width - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (width - 1 - head))}`;
}
