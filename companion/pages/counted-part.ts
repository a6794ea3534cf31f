import { findProvider } from '../../lib/providers/registry.ts';
import type { ShownCounts } from '../watch/describe-reconciled.ts';
import { type Html, html } from './html.ts';
import { renderTable } from './page-frame.ts';
import type { Words } from './page-words.ts';

/** Rows of each provider, the newest days first; the command line has all of them. */
const ROWS_MAX = 31;

/** What providers counted beside what was seen, those that were heard; null: none was. */
export function renderCounted(counts: readonly ShownCounts[], words: Words): Html | null {
  if (counts.length === 0) return null;
  const { say } = words;
  return html`<section aria-labelledby="counted"><h2 id="counted">${say('page.counted')}</h2>
<p>${say('page.counted.why')}</p>
${counts.map((one) => renderProvider(one, words))}</section>`;
}

function renderProvider({ provider, days, said, problem }: ShownCounts, { say, join }: Words): Html {
  const heads = (['day', 'model', 'counted', 'seen', 'difference'] as const).map((head) => say(`report.head.${head}`));
  const tokens = (count: number): string => say('alert.amount.tokens', { count });
  const rows = days
    .toReversed()
    .slice(0, ROWS_MAX)
    .map(({ day, model, stated, seen, difference }) => [
      ...[day, model || say('no.noModel'), tokens(stated.inputTokens + stated.outputTokens)],
      ...[tokens(seen.inputTokens + seen.outputTokens), tokens(difference.input + difference.output)],
    ]);
  const name = findProvider(provider)?.name ?? provider;
  const table = html`<details><summary>${name}</summary>${renderTable(name, heads, rows)}</details>`;
  return html`<p>${join([...said, ...(problem === null ? [] : [problem])])}</p>${rows.length === 0 ? null : table}`;
}
