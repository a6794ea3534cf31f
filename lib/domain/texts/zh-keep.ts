import type { enKeep } from './en-keep.ts';

/** For how long details of calls are kept, in Simplified Chinese: part of the one catalogue (zh.ts). */
export const zhKeep = {
  'priv.keep': '调用明细保存多久',
  'priv.keepWhat': '更早的调用不再出现在列表里，它们的花费仍在每日合计中。不选的话，明细一直保存到浏览器没有空间为止。',
  'priv.keepFor': '明细保存',
  'priv.keep.always': '有空间就一直保存',
  'priv.keep.days': '{n} 天',
  'priv.keepDo': '就这样保存……',
  'priv.keep.head': '删除 {n} 天以前的调用明细？',
  'priv.keep.what': '删除后无法找回，以后改成更长的时间也一样。可能还要用的话，请先导出。每日合计保留。',
  'priv.keep.answer': '删除更早的明细',
  'priv.keeping': '正在删除更早的明细……',
  'priv.keeps': '从现在起，调用明细保存 {n} 天。',
  'priv.keepsAll': '只要有空间，调用明细就一直保存。',
  'priv.keepFailed': '没能全部完成。剩下的见下表。',
  'priv.forgotten': '{day} 以前的调用明细已经删除，花费仍在合计中。',
  'priv.clockDoubted':
    '这台电脑的时钟突然跳到了 {day}。以防时钟有误，一天之内不会删除较早的明细。如果时钟不对，请把它调准。',
  'priv.roomMade': '{day} 浏览器没有空间了，因此删去了最早的明细。请腾出一些磁盘空间，或缩短明细的保存时间。',
} as const satisfies Record<keyof typeof enKeep, string>;
