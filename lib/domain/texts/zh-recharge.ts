/** Recharges by rules, in Chinese: part of the one catalogue (zh.ts). */
export const zhRecharge = {
  'recharge.asked': '为 {account} 充值 {money}，等你确认。',
  'recharge.asked.means': '规则“{rule}”：{why}。一天内无人答复即作废。',
  'recharge.asked.todo': 'tollkeeper recharge approve {run}，或 decline',
  'recharge.byHand': '{account} 该充值 {money} 了。',
  'recharge.byHand.todo': '到服务商充值，然后运行：tollkeeper recharge approve {run}',
  'recharge.unknown': '不知道 {account} 是否已充值 {money}。',
  'recharge.unknown.means': '规则“{rule}”已开始执行（{why}），但没有说明结果。在你确认之前不会重复。',
  'recharge.unknown.todo': '先查看账户，再运行：tollkeeper recharge resolve {run} done 或 not-done',
  'recharge.failing': '{account} 未能充值。',
  'recharge.failing.means': '规则“{rule}”连续尝试了 {n} 次，都没有付款。只要还需要，它会继续尝试。',
  'recharge.failing.todo': '到服务商充值；要了解原因，运行：tollkeeper recharge runs',
  'recharge.because.balance': '余额低于规则的界线',
  'recharge.because.runway': '余额可能撑不到规则要求的天数',
} as const;
