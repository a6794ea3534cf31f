import type { enCard } from './en-card.ts';

/** What stands around every card, and what it says while it works, in Chinese: part of the one catalogue (zh.ts). */
export const zhCard: Readonly<Record<Exclude<keyof typeof enCard, `${string}.one`>, string>> = {
  'busy.checking': '正在读取余额……',
  'busy.sending': '正在发送……',
  'busy.freeing': '等待进行中的请求完成……',
  'busy.seconds': '{n} 秒后发送……',
  'card.sum': '查看算式',
  'card.more': '更多',
  'card.original': '查看原始错误',
  'card.close': '关闭',
  'card.by': 'Tollkeeper',
};
