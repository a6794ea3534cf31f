import { renderBars } from './bar-chart.ts';
import { type Html, html } from './html.ts';
import type { PageReading } from './page.ts';
import { renderTable } from './page-frame.ts';

interface ShownRunway {
  readonly of: 'account' | 'budget';
  readonly name: string;
  readonly unit: string;
  readonly left: string | null;
  readonly text: string;
  /** When a budget begins anew, epoch ms; absent: never. */
  readonly renewsAt?: number;
  readonly runway: {
    readonly p10: number | null;
    readonly p50: number | null;
    readonly p90: number | null;
    readonly perDay: string;
    readonly days: number;
  } | null;
}

const DAY_MS = 86_400_000;
/** The picture shows the next so many days; what lasts longer fills it. */
const SHOWN_DAYS = 30;

/** How long each balance and budget lasts: a picture, a sentence, every figure. */
export async function renderRunways({ words, read }: PageReading): Promise<Html> {
  const { say, money, have, now, language, join } = words;
  const { runways } = await read<{ runways: readonly ShownRunway[] }>(`/runways?language=${language}`);
  const share = (at: number | null): number => (at === null ? 1 : (at - now) / (SHOWN_DAYS * DAY_MS));
  // What begins anew before it ends has no end to draw.
  const known = runways.filter(
    ({ runway, renewsAt }) =>
      runway !== null && runway.days > 0 && (renewsAt === undefined || (runway.p50 ?? Infinity) < renewsAt),
  );
  const bars = known.map(({ name, text, runway }) => ({
    ...{ name, value: text, share: share(runway?.p50 ?? null) },
    spread: { from: share(runway?.p10 ?? null), to: share(runway?.p90 ?? null) },
  }));
  const first = known.toSorted((a, b) => share(a.runway?.p50 ?? null) - share(b.runway?.p50 ?? null))[0];
  const summary =
    first === undefined
      ? ''
      : join([say('page.lasts.chart', { name: first.name, n: SHOWN_DAYS }), say('page.lasts.light')]);
  const rows = runways.map(({ of, name, unit, left, text, runway }) => [
    of === 'budget' ? say('alert.name.budget', { id: name }) : name,
    ...[have(left, unit), text, runway === null || runway.days === 0 ? '' : money(runway.perDay, unit)],
  ]);
  const heads = [say('page.what'), say('page.left'), say('page.lasts'), say('page.perDay')];
  return html`<section aria-labelledby="lasts"><h2 id="lasts">${say('page.lasts.title')}</h2>
${runways.length === 0 ? html`<p>${say('page.lasts.none')}</p><p>${say('page.lasts.how')}</p>` : html`${renderBars(summary, bars)}${renderTable(say('page.lasts.about'), heads, rows)}`}
</section>`;
}
