import { enAny } from './en-any.ts';
import { enCli } from './en-cli.ts';
import { enCount } from './en-count.ts';
import { enKeys } from './en-keys.ts';
import { enPlan } from './en-plan.ts';
import { enSetup } from './en-setup.ts';
import { enSpend } from './en-spend.ts';

/** Every line that the command line alone says, in English; help is apart (help-en.ts), for it is seldom asked for. */
export const en = { ...enAny, ...enCli, ...enCount, ...enKeys, ...enPlan, ...enSetup, ...enSpend };

/** A line of the command line. */
export type LineKey = keyof typeof en;
