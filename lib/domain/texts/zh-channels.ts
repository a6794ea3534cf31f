import type { enChannels } from './en-channels.ts';

/** What stands on notices besides what they say, and what is said of channels, in Chinese: part of the one catalogue (zh.ts). */
export const zhChannels: Readonly<Record<Exclude<keyof typeof enChannels, `${string}.one`>, string>> = {
  'notice.id': 'Tollkeeper 通知 {id}',
  'notice.second': '这可能是重复的一份：无法确认前一份是否送达。',
  'notice.belated': '已解除：{what}',
  'notice.belated.age': '{age}已解除。',
  'notice.belated.late': '{age}已解除；此前未能送达。',
  'notice.test': 'Tollkeeper：通知渠道测试',
  'notice.test.means': '没有发生任何事。以后的提醒会这样送到这里。',

  'undelivered.title': '有 {n} 条通知未能通过“{channel}”送达。',
  'undelivered.titleOff': '通知无法通过“{channel}”送达。',
  'undelivered.meaning': '依赖这个渠道的人没有收到提醒。',
  'undelivered.off': '该渠道已关闭：接收方不再接收通知。',
  'undelivered.todoOff': '对方愿意再次接收后：{command}',
  'undelivered.todo': '用 “tollkeeper channels log” 查看原因，解决后用 “tollkeeper channels retry all” 重新发送。',
};
