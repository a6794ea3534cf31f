import type { Usage } from '../domain/call.ts';

/** A figure as it was read; null: it is not whole, negative or absurd. */
type Figure = number | null | undefined;

interface CountedApart {
  /** Without what was read from or written to the cache. */
  readonly input: Figure;
  readonly output: Figure;
  readonly read: Figure;
  /** Altogether. */
  readonly written: Figure;
  /** Of it, for an hour. */
  readonly hour: Figure;
}

/**
 * What a model of Anthropic's counts: writes that are not told apart are for five minutes. Null when one of the figures is,
 * or more was written for an hour than at all: a wrong figure is unknown.
 */
export function usageCountedApart({ input, output, read, written, hour }: CountedApart): Usage | null {
  if (input == null || output == null || read == null || written == null || hour == null) return null;
  if (hour > written) return null;
  return {
    'input-tokens': input,
    'cached-input-tokens': read,
    'output-tokens': output,
    ...(written > hour && { 'cache-write-tokens': written - hour }),
    ...(hour > 0 && { 'cache-write-1h-tokens': hour }),
  };
}
