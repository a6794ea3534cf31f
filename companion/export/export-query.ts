/** Forms that the ledger leaves in. */
export const EXPORT_FORMATS = ['csv', 'jsonl', 'focus', 'cloudevents'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What one unit of a provider's own credit was paid with, as the user says it. */
export interface CreditRate {
  readonly currency: string;
  /** So many nano-units of the credit make one unit of the currency. */
  readonly rateNano: bigint;
}

/** What is to be exported. */
export interface ExportQuery {
  readonly format: ExportFormat;
  /** Single calls, or sums of days. */
  readonly by: 'call' | 'day';
  /** Days in the ledger's zone, both included; null: from the first one, to the last one. */
  readonly from: string | null;
  readonly to: string | null;
  /** IANA name: whose days they are. */
  readonly zone: string;
  /** By unit. */
  readonly rates: Readonly<Record<string, CreditRate>>;
  /** By provider id. */
  readonly providerNames: Readonly<Record<string, string>>;
}

/** What became of an export. */
export interface ExportEnd {
  readonly rows: number;
  /** Calls that are not in it because nobody knows what they cost, or in what currency. */
  readonly leftOut: number;
}
