import type { enCompanion } from './en-companion.ts';

/** The companion, in Chinese: part of the one catalogue (zh.ts). */
export const zhCompanion = {
  'ask.budget.head': '预算"{budget}"共 {cap}，只剩 {left}。',
  'ask.budget.headTokens': '预算"{budget}"共 {cap} tokens，只剩 {n}。',
  'ask.budget.headCalls': '预算"{budget}"共 {cap} 次调用，只剩 {n} 次。',
  'ask.budget.headUnknown': '预算"{budget}"不放行上限未知的调用。',
  'ask.budget.needs': '本次可能需要 {need}。',
  'ask.budget.needsTokens': '本次可能需要 {n} tokens。',
  'ask.budget.unpriced': '不知道本次最多会花多少。',
  'ask.budget.tools': '不知道服务商会为它搜索多少次。',
  'ask.budget.uncounted': '不知道本次最多用多少 tokens。',
  'ask.budget.noRate': '预算是另一种货币，且没有汇率。',
  'ask.budget.old': '尚未发送。本机伴侣程序没有应答，以上是它最后的数据。',
  'sum.budget': '预算 {budget}：已花 {spent} + 占用 {held}，共 {cap}',
  'sum.budgetCount': '预算 {budget}：已用 {spent} + 占用 {held}，共 {cap}',
  'cause.budget': '超过预算',
  'note.means.budget': '未知：用完了、不够预扣、被冻结，还是令牌额度',

  'set.companion': '伴侣程序',
  'set.companionWhat':
    '伴侣程序在你的电脑上运行，为脚本做本扩展为网页做的事。配对后两边共用一个账本和同一批账户，它的预算在网页里也生效。数据不离开本机。',
  'set.companion.how':
    '先运行“tollkeeper up”，再在终端运行“tollkeeper pair”，然后输入显示的配对码。运行过“tollkeeper install-host”则不必输入。',
  'set.companion.code': '配对码',
  'set.companion.address': '伴侣程序的地址',
  'set.companion.pair': '配对',
  'set.companion.keys': '配对后令牌的识别方式会改变：请各打开一次账户控制台，以便重新识别令牌。',
  'set.companion.paired': '已配对为 {name}，地址 {address}。',
  'set.companion.synced': '上次同步：{time}。',
  'set.companion.never': '尚未同步。',
  'set.companion.waits': '有 {n} 项变更等待发送。',
  'set.companion.waitsNone': '没有等待发送的变更。',
  'set.companion.notTaken': '有 {n} 项变更对方无法理解：请更新扩展和伴侣程序。',
  'set.companion.over': '预算 {budget}：超出上限 {cap} 达 {over}。',
  'set.companion.sync': '立即同步',
  'set.companion.unpair': '取消配对',
  'set.companion.stays': '已经互相同步的内容会留在两边。',
  'set.companion.problem.unreachable':
    '伴侣程序没有应答。调用先记在这里，之后再同步；按它最后的预算把关。“tollkeeper up”在运行吗？',
  'set.companion.problem.unknown-here': '伴侣程序已不认识这个浏览器。请取消配对，再用新的配对码配对。',
  'set.companion.problem.no-permission': '访问伴侣程序的权限已被收回。请取消配对后重新配对并允许。',
  'set.companion.problem.strange-answer': '该地址的应答无法理解：可能是其他程序或版本不同。请更新伴侣程序和扩展。',
  'set.companion.done.paired': '已配对：从现在起共用一个账本。',
  'set.companion.done.unpaired': '已取消配对，两边各自保留已有数据。',
  'set.companion.done.synced': '已同步。',
  'set.companion.fault.wrong': '配对码不对，请再看一下终端。',
  'set.companion.fault.too-many': '配对码错误次数过多：请运行“tollkeeper pair”获取新的。',
  'set.companion.fault.none': '没有有效的配对码，或已超过五分钟：请运行“tollkeeper pair”获取新的。',
  'set.companion.fault.no-host':
    '没有输入配对码，也没有可代为获取的程序。请输入“tollkeeper pair”显示的配对码，或先运行“tollkeeper install-host”并启动伴侣程序。',
  'set.companion.fault.bad-address':
    '这不是伴侣程序的地址。它在本机，默认 http://127.0.0.1:4117；在别处则以 https:// 开头。',
  'set.companion.fault.refused': '浏览器未获准访问伴侣程序，没有配对。',
  'set.companion.fault.unreachable': '该地址没有应答。“tollkeeper up”在运行吗？',
  'set.companion.fault.unknown-here': '该地址的程序不接受配对码：可能是其他程序。',
  'set.companion.fault.strange-answer': '该地址不是本版本能理解的伴侣程序。',
} as const satisfies Readonly<Partial<Record<keyof typeof enCompanion, string>>>;
