import type { Text, TextParam } from '../domain/text.ts';
import { isoDayOf, utcMomentOf } from '../domain/utc-day.ts';
import type { Condition } from './alert.ts';
import type { Unusual } from './unusual.ts';
import { wallAt } from './zone-clock.ts';

/** How findings are told. */
export interface UnusualReader {
  /** IANA name. */
  readonly zone: string;
  /** What people call an account; null: nobody named it. */
  readonly nameOf: (account: string) => string | null;
  /** Where its use is seen, of the provider's table; null: there is no such page. */
  readonly linkOf: (provider: string) => string | null;
}

const TITLES = {
  more: 'alert.unusual.more',
  costlier: 'alert.unusual.costlier',
  'new-model': 'alert.unusual.newModel',
  loop: 'alert.unusual.loop',
} as const;
const WHOSE = {
  account: 'alert.unusual.account',
  model: 'alert.unusual.model',
  key: 'alert.unusual.key',
  origin: 'alert.unusual.origin',
} as const;
/** Of a key's fingerprint so much is shown: enough to tell keys apart. */
const KEY_CHARS = 8;

/** One condition a cause; the same as long as it lasts, whatever its cost has grown to. */
export function unusualConditions(found: readonly Unusual[], reader: UnusualReader): readonly Condition[] {
  return found.map((unusual) => {
    const { kind, provider, account, by, unit } = unusual;
    return {
      key: `unusual:${account ?? provider}|${unit}|${kind}|${by.kind}|${by.id}`,
      ...{ kind: 'unusual', level: kind === 'new-model' ? 'note' : 'soon' },
      subject: account === null ? { kind: 'provider', id: provider } : { kind: 'account', id: account },
      title: { key: TITLES[kind], params: { by: whose(unusual, reader) } },
      meaning: [costOf(unusual, reader.zone)],
      todo: [{ key: 'alert.unusual.todo' }],
      link: reader.linkOf(provider),
    };
  });
}

function whose({ by, account, provider }: Unusual, { nameOf }: UnusualReader): Text {
  const name = {
    account: (account === null ? null : nameOf(account)) ?? (by.id || provider),
    key: by.id.slice(0, KEY_CHARS),
    model: by.id || '–',
    origin: by.id,
  }[by.kind];
  return { key: WHOSE[by.kind], params: { name } };
}

function costOf({ kind, unit, costNano, usualNano, calls, since }: Unusual, zone: string): Text {
  const wall = wallAt(zone, since);
  const { minute } = utcMomentOf(wall);
  const two = (part: number): string => String(part).padStart(2, '0');
  const [day, time] = [isoDayOf(wall), `${two(Math.floor(minute / 60))}:${two(minute % 60)}`];
  const when: Text = { key: 'runway.since', params: { day, time } };
  const money = (nano: bigint): TextParam => ({ kind: 'money', money: { unit, nano } });
  const params = { cost: money(costNano), n: calls, when };
  return kind === 'loop'
    ? { key: 'alert.unusual.costLoop', params }
    : { key: 'alert.unusual.cost', params: { ...params, usual: money(usualNano) } };
}
