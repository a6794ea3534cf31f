import type { enHelp } from './en-help.ts';

/** 付款和联系客服前需要知道的。 */
export const zhHelp: Readonly<Record<keyof typeof enHelp, string>> = {
  'help.arrival.within': '{how}：{n} 分钟内到账。',
  'help.arrival.minutes': '{how}：{low} 到 {n} 分钟到账。',
  'help.arrival.hours': '{how}：最长需要 {n} 小时到账。',
  'help.by.card': '银行卡支付',
  'help.by.alipay': '支付宝支付',
  'help.by.wechat': '微信支付',
  'help.by.bank-transfer': '银行转账',
  'help.by.cryptocurrency': '加密货币支付',
  'help.by.any': '付款',
  'help.bonus': '充值满 {from} 加赠 {n}%。',
  'help.auto': '该服务商默认开启自动充值，除非您已关闭。',
  'help.lasts': '购买的额度 {n} 天后失效。',
  'help.refunds.never': '充值不退款。',
  'help.refunds.on-request': '余额可申请退款。',
  'help.refunds.days': '未使用的部分 {n} 天内可退。',
  'help.refunds.days.one': '未使用的部分 {n} 天内可退。',
  'help.support': '客服：{where}',
  'help.supportHours': '客服：{where}（{hours}）',
};
