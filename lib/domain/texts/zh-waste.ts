import type { enWaste } from './en-waste.ts';

/** What money is spent on that brings nothing new, in Chinese: part of the one catalogue (zh.ts). */
export const zhWaste: Readonly<Record<Exclude<keyof typeof enWaste, `${string}.one`>, string>> = {
  'chip.repeats': '同一请求 {minutes} 分钟内发了 {times} 次',
  'chip.lost': '第一行每次都变，服务商的缓存用不上（每次约多花 {money}）',
  'chip.carried': '之前的对话占本次费用的 {percent}%；新开对话约 {anew}',
  'ask.repeat.head': '同一请求：{minutes} 分钟内第 {times} 次。',
  'ask.repeat.headUnknown': '同一请求在反复发送。',
  'ask.repeat.cost': '每次大约 {likely}。',
  'do.dontSend': '不发送',
  'do.quietToday': '今天这个页面不再询问',
  'note.means.repeat': '未知：用完了、不够预扣、被冻结，还是令牌额度',
  'cause.repeat': '同一请求重复发送',

  'basis.cached': '输入中有 {tokens} tokens 之前发过：很可能按缓存价计费。',
  'set.repeats': '同一请求重复发送',
  'set.repeatsWhat':
    '循环会为同一个回答反复付费。输入框旁会有一行提示；也可以先弹卡片询问，仅限你自己发起的调用；出错后的自动重试不计入。',
  'set.repeatsSwitch': '先问我',
  'set.repeatsOn': '同一请求 10 分钟内超过 {count} 次时询问。',
  'set.repeatsOff': '已关闭：不会因此拦下调用。',
  'set.repeatsNew': '10 分钟内超过多少次时询问',
  'set.repeatsUnit': '次',
  'set.repeatsSave': '保存：超过多少次时询问',
  'set.repeatsBad': '请输入 1 到 1,000 的整数。',
  'set.repeatsQuiet': '{n} 个页面到今天午夜前不再询问。',
  'set.repeatsAgain': '恢复询问',
};
