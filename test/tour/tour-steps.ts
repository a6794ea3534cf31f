import type { DrivenPage } from '../e2e/support/driver.ts';

/** What the tour looks for, by language. */
export interface TourTexts {
  readonly language: 'en' | 'zh';
  readonly title: string;
  readonly chipEnough: string;
  readonly chipCost: string;
  readonly sendFitting: string;
  readonly notNow: string;
  /** What the card says of a refusal it cannot explain, and beside the page's own error once it is closed. */
  readonly unsure: string;
  readonly close: string;
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
    unsure: "Your message didn't go through: Sandbox says the money isn't enough.",
    close: 'Close',
    refusal: ["didn't go through", 'used up', 'Nothing was charged', 'Recharge'],
    sendNow: 'Send now',
    popup: ['Balances', 'Spent today', 'Last calls', 'Read in the console', 'estimate $', 'refused'],
  },
  {
    language: 'zh',
    title: '中文',
    chipEnough: '还够约',
    chipCost: '花费',
    sendFitting: '先发 21 条',
    notNow: '暂不',
    unsure: '消息未能完成：Sandbox 提示余额不足。',
    close: '关闭',
    refusal: ['余额已用完', '未扣费', '去充值'],
    sendNow: '现在发送',
    popup: ['余额', '今日花费', '最近调用', '在控制台读取', '预计 $', '被拒', '正在查看这里的 Sandbox 调用'],
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
