/** Bounds of the gateway, each by its name; a test or a person may set others (`startGateway`). */
export interface Bounds {
  /** Bodies above this flow on unreviewed, or not at all: whoever reviews says so. */
  readonly reviewedBytesMax: number;
  /** What bodies under review take together; one that comes then is "busy". */
  readonly reviewedBytesTotalMax: number;
  /** Between two pieces of a request's body, ms. */
  readonly bodyIdleMsMax: number;
  /** From a connection's first byte to the end of the headers, ms. */
  readonly headersMsMax: number;
  /** From the first byte to the last of a whole request, ms. */
  readonly requestMsMax: number;
  readonly headerBytesMax: number;
  readonly connectionsMax: number;
  /** An idle client connection is kept so long, ms. */
  readonly keepAliveMsMax: number;
  /** Until a connection to a provider stands, ms. */
  readonly connectMsMax: number;
  /** Until a provider begins to answer, ms: long ones think for minutes. */
  readonly answerMsMax: number;
  /** Between two pieces of an answer, ms. */
  readonly answerIdleMsMax: number;
  /** When one side of a socket has ended, the other may go on for so long, ms. */
  readonly halfOpenMsMax: number;
  /** What is kept of an error's body to explain it. */
  readonly errorBytesMax: number;
  /** Of answers whose addresses are rewritten. */
  readonly rewrittenBytesMax: number;
  /** What is decoded of a compressed answer to meter it; beyond it is unmetered, and passes. */
  readonly decodedBytesMax: number;
  /** How long a stopping gateway waits for calls under way, ms. */
  readonly stopMsMax: number;
}

const KB = 1024;
const MB = 1024 * KB;

/** What holds unless somebody says otherwise. */
export const BOUNDS: Bounds = {
  reviewedBytesMax: 16 * MB,
  reviewedBytesTotalMax: 96 * MB,
  bodyIdleMsMax: 30_000,
  headersMsMax: 15_000,
  requestMsMax: 15 * 60_000,
  headerBytesMax: 32 * KB,
  connectionsMax: 4096,
  keepAliveMsMax: 75_000,
  connectMsMax: 10_000,
  answerMsMax: 15 * 60_000,
  answerIdleMsMax: 10 * 60_000,
  halfOpenMsMax: 10_000,
  errorBytesMax: 64 * KB,
  rewrittenBytesMax: 4 * MB,
  decodedBytesMax: 64 * MB,
  stopMsMax: 30_000,
};

/** The longest that an answer is read on for its cost alone (MONEY.md), ms. */
export const DRAIN_MS_MAX = 60_000;
/** The longest that a refusal is waited out here, ms. */
export const AGAIN_MS_MAX = 30_000;
/** So many other ways are tried for one request. */
export const HOPS_MAX = 4;
/** The longest that a request waits here until it may go, ms. */
export const WAIT_MS_MAX = 600_000;
/** So many requests wait at once; others are refused at once. */
export const WAITING_MAX = 256;
