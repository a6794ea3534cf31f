import type { DrivenPage } from '../e2e/support/driver.ts';

/** What the tour looks for, by language. */
export interface TourTexts {
  readonly language: 'en' | 'zh';
  readonly title: string;
  readonly chipEnough: string;
  readonly chipCost: string;
  readonly sendFitting: string;
  readonly notNow: string;
  readonly refusal: readonly string[];
  readonly sendNow: string;
  readonly popup: readonly string[];
}

export const tourTexts: readonly TourTexts[] = [
  {
    language: 'en',
    title: 'English',
    chipEnough: 'enough for',
    chipCost: 'cost ',
    sendFitting: 'Send 21 now',
    notNow: 'Not now',
    refusal: ["didn't go through", 'used up', 'Nothing was charged', 'Recharge'],
    sendNow: 'Send now',
    popup: ['toll-'],
  },
  {
    language: 'zh',
    title: '中文',
    chipEnough: '还够约',
    chipCost: '花费',
    sendFitting: '先发 21 条',
    notNow: '暂不',
    refusal: ['余额已用完', '未扣费', '去充值'],
    sendNow: '现在发送',
    popup: ['toll-'],
  },
];

/** Throws when one of the texts is missing, and says what was there instead. */
export function expectText(found: string, wanted: readonly string[]): void {
  const missing = wanted.filter((text) => !found.includes(text));
  if (missing.length > 0) throw new Error(`"${missing.join('", "')}" should be on the screen; there is:\n${found}`);
}

/** A runner of steps: asserts, takes the picture, prints the line. A step that fails leaves its picture too. */
export function stepsOf(
  language: string,
  folder: string,
): (name: string, says: string, page: DrivenPage, check: () => Promise<void>) => Promise<void> {
  let count = 0;
  return async (name, says, page, check) => {
    count += 1;
    const file = `${folder}/${language}-${count}-${name}.png`;
    await page.screenshot(file);
    await check();
    console.log(`  ${count}. ${says}\n     ${file}`);
  };
}
