import { zhAny } from './zh-any.ts';
import { zhCli } from './zh-cli.ts';
import { zhCount } from './zh-count.ts';
import { zhKeys } from './zh-keys.ts';
import { zhPlan } from './zh-plan.ts';
import { zhSetup } from './zh-setup.ts';
import { zhSpend } from './zh-spend.ts';

/** 命令行的全部文字；帮助另放。 */
export const zh = { ...zhAny, ...zhCli, ...zhCount, ...zhKeys, ...zhPlan, ...zhSetup, ...zhSpend };
