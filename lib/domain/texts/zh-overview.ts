import type { enOverview } from './en-overview.ts';

/** The sentences of the dashboard's first screen, in Chinese: part of the one catalogue (zh.ts). */
export const zhOverview: Readonly<Record<Exclude<keyof typeof enOverview, `${string}.one`>, string>> = {
  'dash.overview': '概览',
  'over.loading': '正在读取…',
  'over.none': '还没有可显示的内容',
  'over.noneHow': '打开 API 服务商的控制台或试用页，并让 Tollkeeper 关注它：余额和调用会出现在这里。',
  'over.span.day': '今天',
  'over.span.week': '本周',
  'over.span.month': '本月',
  'over.calls': '{n} 次调用',
  'over.where': '花在哪里',
};
