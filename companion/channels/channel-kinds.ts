import type { Channel } from './channel.ts';
import { desktop } from './desktop.ts';
import { dingtalk } from './dingtalk.ts';
import { discord } from './discord.ts';
import { feishu } from './feishu.ts';
import { mail } from './mail.ts';
import { ntfy } from './ntfy.ts';
import { slack } from './slack.ts';
import { sms } from './sms.ts';
import { teams } from './teams.ts';
import { telegram } from './telegram.ts';
import { webhook } from './webhook.ts';
import { wecom } from './wecom.ts';

/** Every way to tell somebody, in the order help lists them; a new one is one file and one line here. */
export const channelKinds: readonly Channel[] = [
  ...[desktop, mail, slack, feishu, webhook, sms],
  ...[discord, teams, telegram, dingtalk, wecom, ntfy],
];

/** Null: there is no such kind. */
export function findKind(kind: string): Channel | null {
  return channelKinds.find((channel) => channel.kind === kind) ?? null;
}
