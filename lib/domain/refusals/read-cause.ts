import type { ErrorCause } from './causes.ts';
import { type Figures, findFigures } from './find-figures.ts';
import { findSigns } from './find-signs.ts';
import type { findReset } from './find-wait.ts';
import type { readPage } from './read-page.ts';
import { RULES } from './rules.ts';
import { makeScene, type Scene } from './scene.ts';
import { unwrapError } from './unwrap-error.ts';

/** An error answer as it came; `status` null where it is not known. Header names in lower case. */
export interface ErrorAnswer {
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyText: string;
}

/** What a page needs to know of an error. */
export interface CauseReading {
  readonly cause: ErrorCause;
  readonly figures: Figures;
  readonly scene: Scene;
}

/** What only those read who explain an error at length. Pages do without, and nothing of it is in what they load. */
interface MoreReaders {
  /** When a limit begins anew. */
  readonly readReset?: typeof findReset | undefined;
  /** What a proxy's page says. */
  readonly readPage?: typeof readPage;
}

/**
 * Reads an error of whichever provider by its structure and the roles of its words: status, names for machines, what is
 * said to lack, whose it is, how much of it. Never throws; linear in the body's length; keeps no text of it.
 */
export function readCause(
  { status, headers, bodyText }: ErrorAnswer,
  { readReset, readPage }: MoreReaders = {},
): CauseReading {
  const parts = unwrapError(status, bodyText, readPage);
  const figures = findFigures(parts, headers, readReset);
  const scene = makeScene(parts, headers, figures, findSigns([...parts.codes, ...parts.texts]));
  const rule = RULES.find(({ holds }) => holds(scene));
  const cause = typeof rule?.cause === 'function' ? rule.cause(scene) : (rule?.cause ?? 'unsure');
  return { cause, figures, scene };
}

/** Whether it is the server's own account at its supplier that lacks, where the cause is a matter of money at all. */
export function isSuppliers({ near, parts: { codes, names } }: Scene): boolean {
  return (
    // The server's own client failed: the error is of somebody behind it.
    codes.includes('ai api call error') ||
    [...names].some((name) => /^upstream /.test(name)) ||
    near('supplier', 'lacks', 80) ||
    near('supplier', 'paymentRequired', 60) ||
    near('supplier', 'halted', 80)
  );
}
