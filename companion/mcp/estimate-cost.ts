import * as v from 'valibot';
import { askEstimate, estimateEntries, writeEstimate } from './ask-estimate.ts';
import { requestEntries, toEstimateBody } from './asked-request.ts';
import { mcpTool } from './mcp-tool.ts';

/** What a request would cost. */
export const estimateCostTool = mcpTool({
  name: 'estimate_cost',
  title: 'Estimate what an API call costs',
  description:
    'Say what a call to a paid API (LLM providers, relays, other priced APIs) would cost, before it is sent. Nothing is sent or stored. ' +
    'Give the request itself if you have it, else model, prompt and max_output_tokens. Answers a range: low, likely, high, and what ' +
    'the provider reserves. null is unknown, never 0.',
  input: v.object(requestEntries),
  output: v.object({
    ...estimateEntries,
    basis: v.pipe(
      v.picklist(['ledger', 'priors']),
      v.description('ledger: by what calls like this cost before; priors: by what is usual, as no companion runs.'),
    ),
  }),
  asksOutside: false,
  run: async (input, desk) => {
    const { told, isByLedger } = await askEstimate(toEstimateBody(input), desk);
    const value = { ...writeEstimate(told), basis: isByLedger ? ('ledger' as const) : ('priors' as const) };
    return { value, text: [sayCost(value), ...value.reasons].join('\n') };
  },
});

/** What it costs, in a sentence. */
export function sayCost({
  low,
  likely,
  high,
  currency,
}: Pick<ReturnType<typeof writeEstimate>, 'low' | 'likely' | 'high' | 'currency'>): string {
  if (likely === null) return 'What it costs is not known.';
  return `It will likely cost ${likely} ${currency} (${low} to ${high}).`;
}
