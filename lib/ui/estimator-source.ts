import type { BatchProgress, BatchView, EstimateChoices, EstimateView, ProviderChoice } from '../domain/estimator.ts';

/** Where the Estimator's figures come from. Nothing that is handed over is kept. Everything rejects when it fails. */
export interface EstimatorSource {
  /** Who can be chosen, by name. */
  readonly readProviders: () => Promise<readonly ProviderChoice[]>;
  /** What one request would cost. */
  readonly estimate: (text: string, choices: EstimateChoices) => Promise<EstimateView>;
  /** What a file of requests would cost; what was read of it when `signal` says that no more is wanted. */
  readonly estimateFile: (
    file: Blob,
    choices: EstimateChoices,
    given: { readonly onProgress: (progress: BatchProgress) => void; readonly signal: AbortSignal },
  ) => Promise<BatchView>;
  /** What was read, and what counts it, are let go. */
  readonly close: () => void;
}
