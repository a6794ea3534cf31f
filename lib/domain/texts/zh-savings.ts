import type { enSavings } from './en-savings.ts';

/** The sentences of the screen about savings, in Chinese: part of the one catalogue (zh.ts). */
export const zhSavings: Readonly<Record<Exclude<keyof typeof enSavings, `${string}.one`>, string>> = {
  'dash.savings': '节省',
  'save.head': '节省与假设',
  'save.what':
    '这些调用本可以花多少：没有失败和重复、缓存能命中、用更小的模型，或换一种付费方式。只用用量和价格在本机推算，不看你写的内容。',
  'save.loading': '正在推算…',
  'save.all': '已查看{from}至{to}的全部 {n} 次调用。',
  'save.part':
    '查看了 {all} 次调用中的 {n} 次，即这段时间最近的几天：{from}至{to}。其余的要么太费时间，要么明细已不再保存。',
  'save.none': '这些天没有调用',
  'save.noneHow': '请选择其他日期，或发起一次调用：能省多少，是根据记录推算的。',
  'save.sum': '花费 {spent}，其中 {saved}（{percent}%）本可以省下。',
  'save.sumOnly': '花费 {spent}。',
  'save.floor': '每月不到一美元，或不到花费 5% 的，不列出。',
  'save.col.what': '项目',
  'save.col.share': '占花费',
  'save.percent': '{percent}%',
  'save.how': '怎样节省，出在哪里',
  'save.instead': '可换 {model}',
  'save.aside': '白白预扣的金额',
  'save.whatifLead': '同样的调用，如果换一个模型或服务商，或缓存用得不一样，会花多少。选择“{of}”可以只问某一个模型。',
  'save.asItWas': '与原来相同',
  'save.whatif.table': '同样的调用，假如这样',
  'save.whatif.less': '{n} 次调用会花 {likely}，而不是 {was}：少 {money}（{percent}%）。',
  'save.whatif.more': '{n} 次调用会花 {likely}，而不是 {was}：多 {money}（{percent}%）。',
  'save.whatif.same': '{n} 次调用花费不变：{was}。',
  'save.whatif.otherUnit': '花了 {was} 的 {n} 次调用会花 {likely}。',
  'save.difference': '相差',
  'save.range': '{low} 至 {high}',
};
