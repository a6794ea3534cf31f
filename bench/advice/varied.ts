import type { CallRecord } from '../../lib/domain/record.ts';

const MODELS = ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1', 'gpt-5', 'o3'];
const TOOLS = ['tool:app', 'tool:jobs/nightly', 'tool:cli', 'https://platform.openai.com'];

/** A call of another size, model and tool, so that no two in a row are alike: what answers gets no help from copies. */
export function varied(record: CallRecord, index: number): CallRecord {
  const model = MODELS[index % MODELS.length] ?? null;
  const input = 200 + ((index * 7919) % 20_011);
  const output = 20 + ((index * 104_729) % 2003);
  const { draft, cost } = record;
  const tokens = { low: input - 20, likely: input, high: input + 20 };
  const nano = BigInt(input * 2500 + output * 10_000);
  return {
    ...{ ...record, provider: 'openai', model, origin: TOOLS[index % TOOLS.length] ?? 'tool:app' },
    draft: draft && { ...draft, model, inputTokens: tokens },
    usage: { 'input-tokens': input, 'cached-input-tokens': (index % 3) * 500, 'output-tokens': output },
    cost: cost && { ...cost, lowNano: nano, likelyNano: nano, highNano: nano },
  };
}
