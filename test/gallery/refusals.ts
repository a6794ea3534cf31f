import type { NoHeard, RefusalsView, WentThrough } from '../../lib/domain/refusal-view.ts';
import { requestOfSizes } from '../../lib/domain/sized-request.ts';
import { pressurePoints, tellRefusals } from '../../lib/watch/refusal-story.ts';
import { MINUTE_MS, NOON, noAt, sizes, wentAt } from '../watch/nos.ts';

/** A month in which nearly everything was refused once. */
export function galleryRefusals(days: number, isEmpty: boolean, relay: string): RefusalsView {
  const longName = 'anthropic/claude-3-5-sonnet-20241022-extended-thinking-preview';
  const page = { origin: 'https://relay.example', provider: 'laozhang', account: 'laozhang:1' };
  const heard: readonly (readonly [NoHeard, WentThrough | null])[] = [
    [noAt(0, { ...page, model: 'gpt-4-turbo' }), wentAt(12, { model: 'gpt-4-turbo' })],
    [noAt(2, { ...page, model: 'gpt-4-turbo', attempts: 14 }), wentAt(12, { model: 'gpt-4-turbo' })],
    [noAt(-900, { ...page, cause: 'not-enough', by: 'us', model: longName }), wentAt(-896, { model: 'gpt-4o-mini' })],
    [noAt(-2000, { ...page, cause: 'billing-mismatch', sizes: null, wouldCost: null, model: null }), null],
    [
      noAt(-4000, { provider: 'enrich', model: null, cause: 'batch', by: 'us', ...records(25, 450) }),
      wentAt(-3999, { model: null, ...records(21, 0) }),
    ],
    [noAt(-9000, { cause: 'budget', by: 'us', origin: 'tool:nightly/summaries', provider: 'openai' }), wentAt(-8000)],
  ];
  const stories = isEmpty
    ? []
    : tellRefusals(
        heard.map(([no, went]) => ({ no, went })),
        { now: NOON + 2000 * MINUTE_MS, rises: new Map() },
      );
  const names: Readonly<Record<string, string>> = { laozhang: relay, enrich: 'Enrich', openai: 'OpenAI' };
  const nameOf = (provider: string): string => names[provider] ?? provider;
  return {
    days,
    isPart: days > 30,
    points: pressurePoints(stories).map((point) => ({ ...point, providerName: nameOf(point.provider) })),
    stories: stories.map((story, at) => {
      const { provider, model, sizes: tried } = story.no;
      const text = tried && requestOfSizes(model, tried);
      return {
        ...story,
        providerName: nameOf(provider),
        accountName: provider === 'laozhang' ? `${relay} · a-rather-long-name@a-subsidiary.example.org` : null,
        said: at === 0 ? { isClear: false, note: 'I had recharged the other account.' } : { isClear: null, note: '' },
        again: text === null ? null : { text, provider },
      };
    }),
  };
}

function records(count: number, credits: number) {
  return {
    sizes: sizes({ wire: 'metered', inputTokens: null, outputTokensMax: null, units: { meter: 'records', count } }),
    wouldCost: { unit: 'credits', nano: BigInt(credits) * 1_000_000_000n },
  };
}
