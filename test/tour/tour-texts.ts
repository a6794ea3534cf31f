import type { Figures } from './tour-steps.ts';

/** What the tour reads on the screen, by language: whole sentences, the amounts filled in from the ledger. */
export interface TourTexts {
  readonly language: 'en' | 'zh';
  readonly title: string;
  /** No figure stands alone: behind what is likely stands what it may come to, and what it cannot exceed. */
  readonly range: (estimate: string, high: string, most: string) => string;
  /** Before the first call: what a typical answer costs, with its range. */
  readonly chipBefore: RegExp;
  readonly chipAfter: (figures: Figures, left: string) => string;
  /** After a retry. */
  readonly chipSent: (figures: Figures, left: string) => string;
  readonly ask: readonly string[];
  readonly sendFitting: string;
  readonly rest: readonly string[];
  readonly notNow: string;
  /** What the card says of a refusal it cannot explain, and beside the page's own error once it is closed. */
  readonly unsure: string;
  /** Beside the error that the page itself prints. */
  readonly printed: string;
  readonly close: string;
  readonly refusal: (range: string) => readonly string[];
  readonly arrived: (range: string) => readonly string[];
  readonly sendNow: string;
  /** Whole lines of the popup. */
  readonly popup: readonly string[];
  readonly popupEstimate: (estimate: string) => string;
}

export const tourTexts: readonly TourTexts[] = [
  {
    language: 'en',
    title: 'English',
    range: (estimate, high, most) => `${estimate} (likely up to ${high}, at most ${most})`,
    chipBefore:
      /^about (\$0\.00[1-9]\d \(.+\)), for a typical answer · balance \$7\.18 · enough for [1-9],\d00 more like this$/,
    chipAfter: ({ cost, estimateDigits }, left) => `cost ${cost}, estimate ${estimateDigits}, ${left} left`,
    chipSent: ({ cost }, left) => `Sent. Cost ${cost}, ${left} left.`,
    ask: ['This query costs 450 credits. Your balance is 392.', '25 records at 18; 58 short.'],
    sendFitting: 'Send 21 now',
    rest: ['21 of 25 records are sent; 4 are kept in this tab.', 'They cost 72 credits; you have 14 credits.'],
    notNow: 'Not now',
    unsure: "Your message didn't go through: Sandbox says the money isn't enough.",
    printed: "We can't tell from here: used up, set aside, frozen, or the key's own limit. Nothing was charged.",
    close: 'Close',
    refusal: (range) => [
      "Your message didn't go through: the balance at Sandbox is used up.",
      `Needs about ${range}, you have $0.00. Nothing was charged.`,
      'Recharge and it continues from here.',
    ],
    arrived: (range) => ['$5.00 arrived. Send now?', `You have $5.00; it needs about ${range}.`],
    sendNow: 'Send now',
    popup: [
      'Watching Sandbox calls here',
      'Balances',
      '$4.99',
      '14 credits',
      'Spent today',
      'Last calls',
      '378 credits',
    ],
    popupEstimate: (estimate) => `estimate ${estimate}`,
  },
  {
    language: 'zh',
    title: '中文',
    range: (estimate, high, most) => `${estimate}（多半不超过 ${high}，最多 ${most}）`,
    chipBefore: /^按一般回答约 (\$0\.00[1-9]\d（.+）) · 余额 \$7\.18 · 还够约 [1-9]\d00 次$/,
    chipAfter: ({ cost, estimateDigits }, left) => `花费 ${cost}，预计 ${estimateDigits}，剩 ${left}`,
    chipSent: ({ cost }, left) => `已发送。花费 ${cost}，剩 ${left}。`,
    ask: ['本次需 450 点，余额 392 点。', '25 条 × 18 点，差 58 点。'],
    sendFitting: '先发 21 条',
    rest: ['25 条中已发 21 条，其余 4 条保存在此标签页。', '还需 72 点，余额 14 点。'],
    notNow: '暂不',
    unsure: '消息未能完成：Sandbox 提示余额不足。',
    printed: '目前无法判断：用完了、不够预扣、被冻结，还是令牌额度。本次未扣费。',
    close: '关闭',
    refusal: (range) => [
      '消息未能完成：Sandbox 余额已用完。',
      `约需 ${range}，余额 $0.00，本次未扣费。`,
      '充值后可从这里继续。',
    ],
    arrived: (range) => ['$5.00 已到账。现在发送？', `余额 $5.00，约需 ${range}。`],
    sendNow: '现在发送',
    popup: ['正在查看这里的 Sandbox 调用', '余额', '$4.99', '14 点', '今日花费', '最近调用', '378 点'],
    popupEstimate: (estimate) => `预计 ${estimate}`,
  },
];
