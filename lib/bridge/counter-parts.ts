import type { TokenCounter } from '../domain/count-tokens.ts';
import { openRoughCounter } from '../domain/rough-count.ts';
import { isolatedWorld } from '../webext/page-ui.ts';
import type { BackgroundLink } from './background-link.ts';
import { bringPart, PAGE_WAITS_MS_MAX } from './bring-part.ts';

/** Since when it is not waited for: one call after the other would be late for nothing. */
let gaveUpAt = Number.NEGATIVE_INFINITY;
const GIVEN_UP_MS = 30_000;

/**
 * Stands in the place of `count-tokens` in the bridge (`page-providers-plugin`): what was brought, or, as long as that is not
 * here, a count that is rough and says so by its range.
 */
export function openTokenCounter(): TokenCounter {
  return isolatedWorld.__tollkeeperCounter?.openTokenCounter() ?? openRoughCounter();
}

/**
 * Brings what counts tokens into this document; null: it is here, or cannot be had. A call that it is late for is counted
 * roughly. Never rejects.
 */
export function bringCounter(link: BackgroundLink): Promise<unknown> | null {
  const isHere = isolatedWorld.__tollkeeperCounter !== undefined;
  if (isHere || performance.now() - gaveUpAt <= GIVEN_UP_MS) return null;
  return bringPart(link, 'bring-counter', PAGE_WAITS_MS_MAX).then(() => {
    if (isolatedWorld.__tollkeeperCounter === undefined) gaveUpAt = performance.now();
  });
}
