import { zhHelpDaily } from './zh-help-daily.ts';
import { zhHelpPlan } from './zh-help-plan.ts';
import { zhHelpTools } from './zh-help-tools.ts';

/** 帮助的全部中文。 */
export const zhHelp = { ...zhHelpDaily, ...zhHelpPlan, ...zhHelpTools };
