import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { formatDigits, formatMoney } from '../../lib/domain/format-money.ts';
import { nanoOf, type RecordDump } from '../e2e/road/road.ts';
import type { DrivenPage } from '../e2e/support/driver.ts';
import type { TourTexts } from './tour-texts.ts';

/** What a record must read like on the screen; the amounts come from the ledger, the sentences from the tour's texts. */
export interface Figures {
  readonly cost: string;
  /** With its currency, and without. */
  readonly estimate: string;
  readonly estimateDigits: string;
  /** The same with what it may come to and what it cannot exceed, never less than forecast; null: it is one figure. */
  readonly range: string | null;
}

/** The amounts of a record as people read them; throws where the record lacks one. */
export function figuresOf(record: RecordDump | undefined, texts: TourTexts): Figures {
  const { language } = texts;
  const estimateNano = nanoOf(record?.estimateLikelyNano);
  if (record?.cost == null || estimateNano === null) throw new Error('the call has no record, or no amounts');
  const { unit, lowNano, likelyNano, highNano } = record.cost;
  const likely = formatMoney({ unit, nano: nanoOf(likelyNano) ?? 0n }, language);
  const estimate = { unit, nano: estimateNano };
  const { forecast } = record;
  const [high, most] = [nanoOf(forecast?.highNano), nanoOf(forecast?.mostNano)].map((nano) =>
    nano === null ? null : formatMoney({ unit, nano }, language, { rounding: 'up' }),
  );
  return {
    cost: lowNano === highNano ? likely : `≈ ${likely}`,
    estimate: formatMoney(estimate, language),
    estimateDigits: formatDigits(estimate, language),
    range: high == null || most == null ? null : texts.range(formatMoney(estimate, language), high, most),
  };
}

/** Throws unless the text is exactly this, or matches it, and says what was there instead. */
export function expectExactly(found: string, wanted: string | RegExp): void {
  const isSame = typeof wanted === 'string' ? found === wanted : wanted.test(found);
  if (!isSame) throw new Error(`it should read\n${wanted}\nand reads\n${found}`);
}

/** Throws when one of these whole lines is missing, and says what was there instead. */
export function expectLines(found: string, wanted: readonly string[]): void {
  const lines = found.split('\n').map((line) => line.trim());
  const missing = wanted.filter((line) => !lines.includes(line));
  if (missing.length > 0) throw new Error(`"${missing.join('", "')}" should be on the screen; there is:\n${found}`);
}

/** Tells one step. `page` null: it is asserted but gives no picture. */
export type Step = (name: string, says: string, page: DrivenPage | null, check: () => Promise<void>) => Promise<void>;

/**
 * A runner of steps: asserts, takes the picture, prints the line. A step that fails leaves its picture too. A picture
 * that is the same as an earlier one, in `seen`, shows nothing, and is an error.
 */
export function stepsOf(language: string, folder: string, seen: Map<string, string>): Step {
  let count = 0;
  return async (name, says, page, check) => {
    count += 1;
    const file = `${folder}/${language}-${count}-${name}.png`;
    await page?.screenshot(file);
    await check();
    console.log(`  ${count}. ${says}${page === null ? '' : `\n     ${file}`}`);
    if (page === null) return;
    const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
    const twin = seen.get(hash);
    if (twin !== undefined) throw new Error(`${file} shows the same as ${twin}`);
    seen.set(hash, file);
  };
}
