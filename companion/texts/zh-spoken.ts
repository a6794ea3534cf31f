import { zh } from './zh.ts';
import { zhFields } from './zh-fields.ts';
import { zhOutcomes } from './zh-outcomes.ts';
import { zhReasons, zhShapes } from './zh-reasons.ts';

/** 说中文时才加载的一切。 */
export const zhSpoken = { lines: zh, fields: zhFields, reasons: [...zhReasons, ...zhOutcomes, ...zhShapes] };
