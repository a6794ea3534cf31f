import type { Unit } from './money.ts';
import type { Text } from './text.ts';

/** The network's side of a call, as the browser's own tools saw it: sizes and times, no header, no body, no query. */
export interface SeenRequest {
  readonly method: string;
  /** Without query, fragment and user. */
  readonly url: string;
  readonly httpVersion: string;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly tookMs: number;
  /** Bytes; -1: not known, as HAR says it. */
  readonly requestHeadBytes: number;
  readonly requestBodyBytes: number;
  readonly status: number;
  readonly statusText: string;
  readonly mimeType: string;
  readonly contentBytes: number;
  readonly responseHeadBytes: number;
  readonly responseBodyBytes: number;
  /** Parts of `tookMs`, ms; -1: does not apply. */
  readonly timings: Readonly<Record<(typeof HAR_TIMINGS)[number], number>>;
}

/** The parts of a request's time that HAR 1.2 knows. */
export const HAR_TIMINGS = ['blocked', 'dns', 'connect', 'ssl', 'send', 'wait', 'receive'] as const;

/** The same calls to another model: by name, and at which provider; null: each at its own. */
export interface TabQuestion {
  readonly model: string;
  readonly provider: string | null;
}

/** What a person can ask about. */
export interface TabChoices {
  /** Whose calls were recorded first, then others of which prices are known. */
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  /** Models of what was chosen. */
  readonly models: readonly string[];
}

/** What they would have come to. Nano-units. */
export interface TabAnswer {
  readonly compared: readonly {
    readonly unitWas: Unit;
    readonly unit: Unit;
    readonly calls: number;
    readonly wasNano: bigint;
    readonly lowNano: bigint;
    readonly likelyNano: bigint;
    readonly highNano: bigint;
  }[];
  /** Calls that stayed outside, and why. */
  readonly leftOut: readonly { readonly why: 'cost' | 'usage' | 'price' | 'kind'; readonly calls: number }[];
  readonly caveats: readonly Text[];
}
