import type { BilledSteps } from './billed-steps.ts';
import type { Meter } from './call.ts';
import type { FreeQuantity } from './free-quantity.ts';
import type { PriceMark, PriceWindow } from './price.ts';

/** Pico-units per counted unit, as whole numbers of JSON: the form of `lib/prices/base-prices.json`. */
export type FileRates = Readonly<Partial<Record<Meter, number>>>;

/** Rates for whole calls whose input is above so many tokens. */
export interface FileSize {
  readonly aboveInputTokens: number;
  readonly rates: FileRates;
}

/** What a model of a list costs. Without rates it is unpriced: what is told of it cannot be relied on. */
export interface PriceFileRow {
  /** A list of the base prices, or the id of a provider that has prices of its own. */
  readonly list: string;
  /** The model as that list names it. */
  readonly model: string;
  /** Absent: dollars. */
  readonly unit?: string;
  readonly rates: FileRates;
  readonly callFee?: number;
  readonly sessionFee?: number;
  /** See `Price.steps`. */
  readonly steps?: BilledSteps;
  readonly callMin?: number;
  /** See `Price.free`. */
  readonly free?: readonly Omit<FreeQuantity, 'left'>[];
  readonly sizes?: readonly FileSize[];
  /** The latest first. */
  readonly dated?: readonly {
    readonly from: string;
    readonly rates: FileRates;
    readonly sizes?: readonly FileSize[];
  }[];
  readonly windows?: readonly (Omit<PriceWindow, 'rates'> & { readonly rates: FileRates })[];
  /** See `Price.isGuess`. */
  readonly isGuess?: true;
  readonly mark?: PriceMark;
  /** The day the price was read, ISO, and where: shown as words, never opened. */
  readonly date: string;
  readonly source: string;
}

/** What is in a signed file. */
export interface PriceFile {
  /** The form of the file. */
  readonly tollkeeper: 1;
  /** Counts up: a file with a lower one than was seen before is a step back. */
  readonly serial: number;
  /** Instants, ISO. */
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly rows: readonly PriceFileRow[];
}

/** The file that is in force. */
export interface HeldPriceFile extends PriceFile {
  /** The host it came from, with its port where it names one. */
  readonly host: string;
  /** The key that signed it: its JWK thumbprint (RFC 7638). */
  readonly kid: string;
  /** SHA-256 of what was signed, base64url: stores give an object back with its fields in another order. */
  readonly digest: string;
}

/** A public key that a person trusts. */
export interface PriceKey {
  /** SubjectPublicKeyInfo, base64. */
  readonly spki: string;
  /** JWK thumbprint (RFC 7638), base64url. */
  readonly kid: string;
}

/** Each with a sentence that says what to do. */
export const PRICE_FILE_PROBLEMS = [
  'no-permission',
  'unreachable',
  'too-slow',
  'redirected',
  'status',
  'too-large',
  'no-file',
  'unknown-key',
  'bad-signature',
  'unknown-field',
  'malformed',
  'twice',
  'expired',
  'too-early',
  'older',
  'absurd',
  'not-kept',
] as const;

/** Why a file was not taken. `detail` names what it is about: a status, a place, a day, a model. */
export interface PriceFileProblem {
  readonly kind: (typeof PRICE_FILE_PROBLEMS)[number];
  readonly detail: string;
}

/** What the settings show. */
export interface PriceFileView {
  readonly isOn: boolean;
  /** As it was typed last; empty: never. */
  readonly url: string;
  readonly keys: readonly PriceKey[];
  /** Epoch ms; null: never. */
  readonly checkedAt: number | null;
  /** What the last check came to; null: all was well. */
  readonly problem: PriceFileProblem | null;
  readonly inForce: PriceFileSummary | null;
}

/** What is said of the file in force. */
export interface PriceFileSummary extends Pick<HeldPriceFile, 'host' | 'serial' | 'issuedAt' | 'expiresAt'> {
  readonly isExpired: boolean;
  /** Prices of lists that this build has. */
  readonly prices: number;
  /** How many of them are other than the build's, or not in it at all. */
  readonly differing: number;
}

/** What came of switching it on, in the click itself. */
export type PriceFileChoice = 'on' | 'off' | PriceFileFault;

/** Why it was not switched on: what was typed, or the browser's no. */
export type PriceFileFault = 'bad-url' | 'bad-keys' | 'refused';
