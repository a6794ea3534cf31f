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
import { bringPart, PAGE_WAITS_MS_MAX } from './bring-part.ts';

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
  await bringPart(link, 'bring-reader', PAGE_WAITS_MS_MAX);
  return findReader();
}

function findReader(): ErrorReader | null {
  return isolatedWorld.__tollkeeperErrorReader ?? null;
}
