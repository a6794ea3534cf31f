/** What a provider's cache makes of an input, of its likely tokens. */
export interface Reuse {
  /** Known from calls before. */
  readonly cachedTokens: number;
  /** Those that the request asks to be kept for the next calls, known or not. */
  readonly keptTokens: number;
  /** So many of those from the beginning are to be kept for an hour, which costs more. Absent: none. */
  readonly hourTokens?: number;
}
