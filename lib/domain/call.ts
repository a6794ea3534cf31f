import type { Unit } from './money.ts';
import type { Reuse } from './prompt-reuse.ts';
import type { SpokenDraft } from './spoken-draft.ts';

/** What is counted in a call, and so what a price can be set on. */
export const METERS = [
  'input-tokens',
  'cached-input-tokens',
  /** Input that is kept for the next calls, for five minutes or as long as the provider says. */
  'cache-write-tokens',
  'cache-write-1h-tokens',
  'output-tokens',
  /** Sound among the tokens; those that were not told apart count as text. */
  'audio-input-tokens',
  /** Where it has no price of its own, what it costs is unknown: it is none of text's. */
  'cached-audio-input-tokens',
  'audio-output-tokens',
  /** Pictures among the tokens. */
  'image-input-tokens',
  'image-output-tokens',
  'searches',
  'records',
  'requests',
  'characters',
  'pages',
  'images',
  /** Time, of sound or of a machine: whole thousandths of a second, because seconds are billed in parts. */
  'milliseconds',
  /** A provider's own units where they are billed in parts: whole thousandths of one. */
  'milliunits',
] as const;
export type Meter = (typeof METERS)[number];

/** A count that is known only as a range; whole numbers, `low <= likely <= high`. An exact count has three equal parts. */
export interface Count {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

/** How providers speak in requests and answers; never an id of theirs. */
export const ANSWER_WIRE_IDS = [
  'openai-chat',
  'openai-responses',
  'openai-embeddings',
  'openai-images',
  'openai-audio',
  'openai-batches',
  'anthropic-messages',
  'anthropic-batches',
  'gemini-generate',
  'bedrock-converse',
  'cohere-chat',
  'replicate-predictions',
  'metered',
] as const;
/** How it speaks over sockets. */
export const SOCKET_WIRE_IDS = ['openai-realtime'] as const;
export const WIRE_IDS = [...ANSWER_WIRE_IDS, ...SOCKET_WIRE_IDS] as const;
export type AnswerWireId = (typeof ANSWER_WIRE_IDS)[number];
export type SocketWireId = (typeof SOCKET_WIRE_IDS)[number];
export type WireId = AnswerWireId | SocketWireId;

/** What is in a request and is no text: sound and pictures, tools, what the provider remembers of a conversation. */
export const UNCOUNTED = ['media', 'tools', 'remembered'] as const;
export type Uncounted = (typeof UNCOUNTED)[number];

/** What a request asks of its answer, as far as that makes answers longer or shorter. */
export const TRAITS = ['tools', 'json', 'stop'] as const;
export type Trait = (typeof TRAITS)[number];

/**
 * How the texts of an input were counted: `exact` by the model's own vocabulary, `counted` by rules that are made for it,
 * `prior` by a stated ratio of its vocabulary to the one we count by, `calibrated` by what was billed for `calls` of them.
 */
export interface InputBasis {
  readonly kind: 'exact' | 'counted' | 'prior' | 'calibrated';
  readonly calls?: number;
}

/** Models of one batch that are told apart. */
export const BATCH_MODELS_MAX = 16;

/** Different sizes of what is beside text that one draft tells apart; what is more is in the bounds of its input. */
export const MEDIA_MAX = 64;

/** What is in a request beside text: sizes. What it comes to in tokens depends on the model. */
export interface DraftMedia {
  readonly kind: 'image' | 'audio' | 'video' | 'document';
  /** Pixels; null: nobody can tell from the request. Pictures only. */
  readonly width?: number | null;
  readonly height?: number | null;
  /** How closely the request wants it looked at, as the provider calls it. Absent: it does not say. */
  readonly detail?: string;
  readonly milliseconds?: number | null;
  readonly pages?: number | null;
  /** How many of this very size; at least 1. */
  readonly times: number;
}

/** Pictures that a request asks for: sizes and words. What they come to in tokens depends on the model. */
export interface DraftMade {
  readonly kind: 'image';
  /** As the provider calls it (`1024x1536`, `2k`), in small letters. Absent: it does not say. */
  readonly size?: string;
  readonly quality?: string;
  /** Pictures that are shown before each one is done. Absent: none. */
  readonly partials?: number;
  /** How many of this kind; at least 1. */
  readonly times: number;
}

/** What stands around the texts of a request, as sizes: what it comes to depends on the model. */
export interface DraftFrame {
  readonly messages: number;
  readonly tools: number;
  /** The JSON of the tools, and of a schema of the answer, counted like texts: none of it is in `Draft.inputTokens`. */
  readonly written: Count;
  /** What `Draft.inputTokens` has for messages, as long as nobody knows for which model. */
  readonly around: Count;
  /** Of so many requests, and so many of them with tools. Absent: of one. */
  readonly requests?: number;
  readonly withTools?: number;
}

/** The sizes of a call before it is sent. Never content: no prompt, answer, key or file name may enter here. */
export interface Draft {
  readonly wire: WireId;
  /** Null when the request names no model, or none is needed. */
  readonly model: string | null;
  /** Input tokens counted in the page; null when the call is not priced by tokens. */
  readonly inputTokens: Count | null;
  /** The bound on output tokens that the client set; null when it set none (`max_tokens: 0`), 0 where none can come. */
  readonly outputTokensMax: number | null;
  /** How many answers are asked for (`n`, or the requests of a batch), at least 1. */
  readonly answers: number;
  /** Where that is several requests in one: the input tokens of the smallest, the usual and the largest. Absent: it is one. */
  readonly each?: Count;
  /** Those of each model together, where they are for several: then it has none itself. Absent: they are for one. */
  readonly ofModels?: readonly Draft[];
  /** Of these, how many pieces of `media` the one with the fewest, the usual and the one with the most have. Absent: none. */
  readonly mediaOfEach?: Count;
  /** What a metered call asks for, by meter; null when the call is priced by tokens. */
  readonly units: { readonly meter: Meter; readonly count: number } | null;
  /** The tariff group the request names, where it names one: a label of the provider's, never content. Absent: none. */
  readonly group?: string | null;
  /** The kind of service the request names (`flex`, `priority`), where it names one. Absent: none. */
  readonly tier?: string | null;
  /** The first part of the input that no count from outside can be right about. Absent: it is texts. */
  readonly uncounted?: Uncounted;
  /** What is beside the texts; `inputTokens` is without it. Absent: nothing. */
  readonly media?: readonly DraftMedia[];
  /** What stands around the texts. Absent: nobody knows, or it was sized for its model already. */
  readonly frame?: DraftFrame;
  /** `inputTokens.likely` by kind of text, in the order of `TEXT_KINDS`. Absent: not known. */
  readonly kinds?: readonly number[];
  /** Whether `inputTokens` of the texts is by the model's own vocabulary. Absent: it was counted without one. */
  readonly isExact?: true;
  /** What of `inputTokens` is pictures and sound, which some prices bill apart. Absent: nothing, or it was not sized yet. */
  readonly apart?: readonly { readonly meter: Meter; readonly tokens: Count }[];
  /** Pictures that it asks for, which are billed as output. Absent: none, or as units. */
  readonly makes?: readonly DraftMade[];
  /** What those come to for its model. Absent: nothing, or it was not sized yet. */
  readonly made?: readonly { readonly meter: Meter; readonly tokens: Count }[];
  /** How `inputTokens` came about. Absent: it was not sized for its model yet. */
  readonly inputBasis?: InputBasis;
  /** What it asks of its answer. Absent: nothing that is known to matter. */
  readonly traits?: readonly Trait[];
  /** Searches that the provider may run at most, each billed and read by the model; null: no bound is known. Absent: none. */
  readonly searchesMax?: number | null;
  /** It is a part of a conversation that may be spoken. Absent: it is not. */
  readonly spoken?: SpokenDraft;
  /** Whether it is its session's first call that is billed. Absent: nobody knows. */
  readonly session?: 'first' | 'later';
  /** How much thinking it asks for, as the provider calls it. Absent: it does not say. */
  readonly effort?: string;
  /** What of it the provider's cache is likely to know. Worked out when it is priced, never kept. Absent: nothing. */
  readonly reuse?: Reuse;
  /** Whether the answer comes as a stream. */
  readonly isStream: boolean;
  /** Whether the request could go out with a smaller batch, an output bound, another model. */
  readonly revisable: readonly Revision['kind'][];
}

/** A change of the request that really leaves, chosen by the user on a card. */
export type Revision =
  | { readonly kind: 'output-max'; readonly outputTokensMax: number }
  | { readonly kind: 'batch'; readonly keep: number }
  | { readonly kind: 'model'; readonly model: string };

/** Exact quantities as the provider billed them. A meter that is absent was not billed. */
export type Usage = Readonly<Partial<Record<Meter, number>>>;

/** Thoughts and calls of tools in an answer: sizes. */
export interface OutputBeside {
  /** Tokens of thoughts as they were shown, counted by us. */
  readonly shown: number;
  /** Tokens of thoughts that were billed, as the provider states them; 0: it states none. */
  readonly thought: number;
  readonly hasCalls: boolean;
}

/** What was billed of several requests together, for one model. */
export interface JobUse {
  /** As the provider names it; null: it does not say. */
  readonly model: string | null;
  readonly usage: Usage;
  /** Input tokens of the smallest, the usual and the largest of them, as far as that is told. */
  readonly each: Count;
  /** How many they were. Absent: it is not told. */
  readonly requests?: number;
}

/** What an answer says of work that ends later than the call that began it: a batch, a prediction, a background response. */
export interface Job {
  /** The provider's number of it; empty: the address says it. */
  readonly id: string;
  /** Other numbers it goes by (the file of its results). Absent: none. */
  readonly also?: readonly string[];
  readonly isOver: boolean;
  /** It is over because of an error. Absent: not that it says so. */
  readonly hasFailed?: true;
  /** The provider's own deadline, epoch ms. Absent: it names none. */
  readonly until?: number;
  /** How many of its requests were done and are billed. Absent: it does not say. */
  readonly done?: number;
  /** What was billed for it, by model; empty: nothing. Absent: the answer's own usage says it, or nothing does. */
  readonly uses?: readonly JobUse[];
}

interface WhatCame {
  readonly usage: Usage | null;
  /** What the answer said so far and would have said anew: its output is a beginning. Absent: `usage` is what was billed. */
  readonly isUsageFinal?: false;
  readonly cost: string | null;
  readonly costUnit?: Unit;
  readonly output: Count | null;
  /** What of `output` and of what was billed for it is no plain text of the answer. Absent: nothing, as far as it says. */
  readonly beside?: OutputBeside;
  /** It ended because it might not be longer (`max_tokens`). Absent: not that it says so. */
  readonly isBounded?: true;
  /** The kind of service it was served as, which goes before the one that was asked for. Absent: it does not say. */
  readonly tier?: string;
  /** What it says of work that ends later, or has ended. Absent: nothing. */
  readonly job?: Job;
  /** Where `usage` is of several requests: see `JobUse.each`. Absent: it is of one. */
  readonly each?: Count;
  /** The same. Absent: one, or it is not told. */
  readonly requests?: number;
}

/** What came back for one attempt. */
export type Outcome =
  /**
   * The provider answered in full. `usage` null: it did not say what it billed; `output` is then what we counted.
   * `cost`: the cost it states itself, a decimal in `costUnit` (absent: the price's unit); its figure wins over ours.
   */
  | ({ readonly kind: 'answer' } & WhatCame)
  /** The answer ended early (stop button, closed tab, cut connection, lost worker). */
  | ({ readonly kind: 'cut' } & WhatCame)
  /** The provider said no for money. Nothing is charged unless the reading says otherwise. */
  | { readonly kind: 'refusal'; readonly refusal: RefusalReading }
  /** Any other error; `status` null: no HTTP answer at all. */
  | { readonly kind: 'error'; readonly status: number | null }
  /** It never left: the user or the page cancelled it while it was held. Leaves no record. */
  | { readonly kind: 'unsent' };

/** What an error about money, keys or limits can say. */
export const REFUSAL_SAYS = [
  'money',
  'key-limit',
  'org-limit',
  'supplier-empty',
  'billing-mismatch',
  'frozen',
  'in-flight',
  'rate-limit',
] as const;

/** What an error body says, before the context decides what it means. Holds no text of the body but `code`. */
export interface RefusalReading {
  /** What the words and codes say. `money`: a shortage of some kind, which one is for the context to decide. */
  readonly says: (typeof REFUSAL_SAYS)[number];
  readonly status: number;
  /** The provider's machine-readable code or type, at most 64 characters of `[A-Za-z0-9_.-]`; null when none. */
  readonly code: string | null;
  /** What the body says is left, in nano-units; null when it says nothing. */
  readonly availableNano: bigint | null;
  /** What the body says would be set aside, in nano-units; null when it says nothing. */
  readonly neededNano: bigint | null;
  /** The unit of both amounts; null when there are none. */
  readonly unit: Unit | null;
  /** How long the provider asks us to wait; null when it does not say. */
  readonly retryAfterMs: number | null;
  /** Support asks for it; at most 128 characters of `[A-Za-z0-9_.:-]`; null when none. */
  readonly providerRequestId: string | null;
  /** Whether part of an answer had already come (an error inside a stream). */
  readonly hasAnswerBegun: boolean;
}
