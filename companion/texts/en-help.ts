import { enHelpDaily } from './en-help-daily.ts';
import { enHelpPlan } from './en-help-plan.ts';
import { enHelpTools } from './en-help-tools.ts';

/**
 * What help says in English, by command (`up`), option (`up.port=`) and what stands below (`up.notes`). Apart from the other lines:
 * it is loaded where somebody asks for it.
 */
export const enHelp = { ...enHelpDaily, ...enHelpPlan, ...enHelpTools };
