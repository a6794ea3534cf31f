/** One model the sandbox sells. Prices in pico-USD per token: the same number as micro-USD per million tokens. */
export interface SandboxModel {
  readonly id: string;
  readonly inputPicoPerToken: bigint;
  readonly outputPicoPerToken: bigint;
}

/** What a record of `/v1/enrich` costs, in credits. */
export const creditsPerRecord = 18n;

/** What is sold. The price list has $10/$30, $2.50/$10 and $0.15/$0.60 per million tokens in/out. */
export const models: readonly SandboxModel[] = [
  { id: 'toll-large', inputPicoPerToken: 10_000_000n, outputPicoPerToken: 30_000_000n },
  { id: 'toll-medium', inputPicoPerToken: 2_500_000n, outputPicoPerToken: 10_000_000n },
  { id: 'toll-mini', inputPicoPerToken: 150_000n, outputPicoPerToken: 600_000n },
  // Its price is published nowhere: what it costs shows in the balance alone.
  { id: 'toll-unlisted', inputPicoPerToken: 4_000_000n, outputPicoPerToken: 12_000_000n },
];

/** The model of that id; `null` when the sandbox does not sell it. */
export function findModel(id: string): SandboxModel | null {
  return models.find((model) => model.id === id) ?? null;
}
