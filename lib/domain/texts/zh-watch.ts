import type { enWatch } from './en-watch.ts';

/** What watching balances finds, in Chinese: part of the one catalogue (zh.ts). */
export const zhWatch = {
  'watch.unread.title': '读不到 {account} 的余额。',
  'watch.unread.since': '上次读到是{age}；现在还剩多少不清楚。',
  'watch.unread.never': '还从未读到过；还剩多少不清楚。',
  'watch.unread.asked': 'Tollkeeper 会继续尝试，间隔逐渐拉长。',
  'watch.late.title': '{account} 的充值还没有到账。',
  'watch.late.titleMoney': '{account} 的 {money} 充值还没有到账。',
  'watch.late.said': '{age}已付款（由你或你的规则报告），此后余额没有增加。',
  'watch.late.clicked': '{age}打开过充值页面，此后余额没有增加。',
  'watch.late.stated': '{provider} 说最多需要 {n} 分钟。',
  'watch.late.usual': '一般 {n} 分钟内到账。',
  'watch.late.todo': '请确认是否付款成功、充到了哪个账户；然后联系 {provider}。',
  'watch.late.todoClicked': '如果付了款，请看充到了哪个账户；没付就去充值。',
  'watch.differs.more': '{day}，{account} 比看到的多扣了 {money}。',
  'watch.differs.less': '{day}，{account} 比记账的少扣了 {money}。',
  'watch.differs.sums': '余额减少 {gone}，看到的调用共 {seen}。',
  'watch.differs.meansMore': '可能有其他程序在用这个账户，或者没有结果的调用也被扣了费。',
  'watch.differs.meansLess': '可能实际价格更低、有免费额度，或者还没有扣费。',
  'watch.differs.leaks': '{n} 次失败调用的预扣似乎没有退回。',
  'watch.billed.more': '{day}（UTC），{provider} 的账单比看到的多 {money}。',
  'watch.billed.less': '{day}（UTC），{provider} 的账单比记账的少 {money}。',
  'watch.billed.sums': '账单为 {billed}，看到的调用共 {seen}。',
  'watch.billed.meansMore': '可能有其他程序在用这个组织，或者有调用以外的收费。',
  'watch.differs.todo': '查看每日差额和证据：tollkeeper reconcile',
} as const satisfies Readonly<Partial<Record<keyof typeof enWatch, string>>>;
