import type { RefusalReading } from '../domain/call.ts';
import {
  COMMON_PATTERNS,
  type FailedResponse,
  type RefusalPattern,
  readByPatterns,
  readingOf,
} from '../domain/read-refusal.ts';
import { type ErrorReader, isolatedWorld } from '../webext/page-ui.ts';
import type { BackgroundLink } from './background-link.ts';

/** Longer nobody waits for the reader: the page waits for its answer, ms. */
const BRING_MS_MAX = 250;

/**
 * What an error answer says about money or limits; null: nothing. The provider's own patterns are in this bundle. What they
 * do not know is read by meaning, in a bundle that is brought in for the first such error; where it cannot be, by the few
 * codes that all providers share. The body stays in the tab.
 */
export async function readFailed(
  link: BackgroundLink,
  response: FailedResponse,
  patterns: readonly RefusalPattern[],
): Promise<RefusalReading | null> {
  const known = readByPatterns(response, patterns);
  if (known !== null || response.bodyText.trim() === '') return known;
  const reader = findReader() ?? (await bringReader(link));
  if (reader === null) return readByPatterns(response, COMMON_PATTERNS);
  const meaning = reader.meaningOf(response);
  return meaning && readingOf(response, meaning.says, meaning.amounts);
}

async function bringReader(link: BackgroundLink): Promise<ErrorReader | null> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, BRING_MS_MAX, null));
  await Promise.race([link.ask({ kind: 'bring-reader' }).catch(() => null), late]);
  return findReader();
}

function findReader(): ErrorReader | null {
  return isolatedWorld.__tollkeeperErrorReader ?? null;
}
