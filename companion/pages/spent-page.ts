import { findProvider } from '../../lib/providers/registry.ts';
import type { ShownCounts } from '../watch/describe-reconciled.ts';
import { renderBars } from './bar-chart.ts';
import { renderCounted } from './counted-part.ts';
import { type Html, html } from './html.ts';
import type { LocalPage } from './page.ts';
import { renderTable } from './page-frame.ts';
import type { Words } from './page-words.ts';
import { shareOf } from './savings-page.ts';

interface Spent {
  readonly name: string;
  readonly calls: number;
  readonly amount: string;
}

interface Tokens {
  readonly calls: number;
  readonly billed: number;
  readonly counted: number;
  readonly notCompared: number;
}

interface Account {
  /** What people call it. */
  readonly name: string;
  readonly unit: string;
  readonly mark: { readonly at: number; readonly balance: string; readonly by: string | null } | null;
  readonly from: number;
  readonly calls: number;
  readonly spent: string;
  readonly unknownCalls: number;
  readonly otherUnits: number;
  readonly byModel: readonly Spent[];
  readonly byLabel: readonly Spent[];
  readonly byDay: readonly Spent[];
  readonly fall: {
    readonly until: number;
    readonly fell: string;
    readonly unseen: string;
    readonly unknownCalls: number;
  } | null;
  readonly input: Tokens;
  readonly output: Tokens;
}

/** Rows of each table; the command line has all of them. */
const ROWS_MAX = 31;

/** Where the money of each account went since it was last recharged. */
export const spentPage: LocalPage = {
  path: '/watch/spent',
  name: 'page.spent',
  title: 'page.spent.title',
  async render({ words, read }) {
    const { accounts } = await read<{ accounts: readonly Account[] }>('/spend/since-recharge?days=30');
    const { counts } = await read<{ counts: readonly ShownCounts[] }>(`/counts?days=30&lang=${words.language}`);
    const spent =
      accounts.length === 0
        ? renderUnread(await read<{ rows: readonly SumRow[] }>('/spend?by=model'), words)
        : accounts.map((account, at) => renderAccount(account, at, words));
    return html`${spent}${renderCounted(counts, words)}`;
  },
};

/** A sum as `GET /spend` gives it; `unit` is empty where nobody knows what the calls cost. */
interface SumRow {
  readonly provider: string;
  readonly model: string;
  readonly unit: string;
  readonly cost: string;
  readonly calls: number;
}

/** Where no balance was ever read: what calls of the last 30 days came to, and how a balance is read. */
function renderUnread({ rows }: { readonly rows: readonly SumRow[] }, words: Words): Html {
  const { say, money } = words;
  const how = html`<p>${say('page.lasts.how')}</p>`;
  if (rows.length === 0) return html`<p>${say('page.calls.none')}</p>${how}`;
  const heads = (['page.model', 'page.provider', 'page.amount', 'page.calls'] as const).map((key) => say(key));
  const cells = rows
    .slice(0, ROWS_MAX)
    .map(({ provider, model, unit, cost, calls }) => [
      ...[model || say('no.noModel'), findProvider(provider)?.name ?? provider],
      ...[unit === '' ? say('page.unknown') : money(cost, unit), String(calls)],
    ]);
  return html`<p>${say('page.spent.none')}</p>${how}${renderTable(say('page.spentBy.model'), heads, cells)}`;
}

function renderAccount(shown: Account, at: number, words: Words): Html {
  const { name, unit, calls, spent, unknownCalls, otherUnits, byModel, byLabel, byDay, input, output } = shown;
  const { say, money, join } = words;
  const sums = [
    say('page.spent.sum', { n: calls, money: money(spent, unit) }),
    ...(unknownCalls > 0 ? [say('page.spent.unknown', { n: unknownCalls })] : []),
    ...(otherUnits > 0 ? [say('page.spent.otherUnits', { n: otherUnits })] : []),
  ];
  const labels = byLabel.map((one) => ({ ...one, name: one.name.replace(/^tool:/, '') }));
  const [most] = byModel;
  const bars = byModel.map(({ name: model, amount }) => ({
    ...{ name: model === '' ? say('page.rest') : model, value: money(amount, unit), spread: null },
    share: shareOf(
      amount,
      byModel.map((one) => one.amount),
    ),
  }));
  const summary =
    most === undefined
      ? ''
      : say('page.spent.chart', {
          name: most.name === '' ? say('page.rest') : most.name,
          money: money(most.amount, unit),
        });
  return html`<section aria-labelledby="a${at}"><h2 id="a${at}">${name}</h2>
<p>${sinceWhen(shown, words)}</p>
<p>${join(sums)}</p>
<p>${fallOf(shown, words)}</p>
${renderBars(summary, bars)}
${renderSpent('model', byModel, unit, words)}${renderSpent('label', labels, unit, words)}${renderSpent('day', byDay.slice(-ROWS_MAX), unit, words)}
${renderTokens('page.tokens.in', input, words)}${renderTokens('page.tokens.out', output, words)}</section>`;
}

function sinceWhen({ mark, from, unit }: Account, { say, money, have, time }: Words): Html {
  if (mark === null) return html`${say('page.since.day')} ${time(from)}. ${say('page.since.none')}`;
  const what =
    mark.by === null
      ? say('page.since.balance', { money: have(mark.balance, unit) })
      : say('page.since.recharge', { money: money(mark.by, unit) });
  return html`${say('page.since.day')} ${time(mark.at)}. ${what}`;
}

function fallOf({ fall, unit }: Account, { say, money, join }: Words): string {
  if (fall === null) return say('page.unseen.unknown');
  const isLess = fall.unseen.startsWith('-');
  const params = { fell: money(fall.fell, unit), money: money(fall.unseen.replace('-', ''), unit) };
  if (fall.unseen === '0' || isLess) return say(isLess ? 'page.unseen.less' : 'page.unseen.none', params);
  const n = fall.unknownCalls;
  return join([say('page.unseen.some', params), ...(n === 0 ? [] : [say('page.unseen.unpriced', { n })])]);
}

function renderTokens(
  key: 'page.tokens.in' | 'page.tokens.out',
  { calls, billed, counted, notCompared }: Tokens,
  { say, join }: Words,
): Html | null {
  if (calls === 0) return null;
  const rest = notCompared > 0 ? [say('page.tokens.rest', { n: notCompared })] : [];
  return html`<p>${join([say(key, { billed, counted }), ...rest])}</p>`;
}

const HEADS = { model: 'page.model', label: 'page.label', day: 'page.day' } as const;

function renderSpent(by: keyof typeof HEADS, rows: readonly Spent[], unit: string, { say, money }: Words): Html | null {
  if (rows.length === 0) return null;
  const shown = rows
    .slice(0, ROWS_MAX)
    .map(({ name, calls, amount }) => [name === '' ? say('page.rest') : name, money(amount, unit), String(calls)]);
  const more = rows.length - shown.length;
  const caption = more > 0 ? say('page.more', { n: more }) : say(`page.spentBy.${by}`);
  return html`<details><summary>${say(`page.spentBy.${by}`)}</summary>${renderTable(caption, [say(HEADS[by]), say('page.amount'), say('page.calls')], shown)}</details>`;
}
