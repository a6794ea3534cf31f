import type { Recordings, RefusalRecording } from '../../companion/coats/recording.ts';
import { ask, chatBody } from '../servers/client.ts';
import type { Relay } from '../servers/relay/relay.ts';
import { consoleHeaders } from '../servers/relay/session.ts';
import { type RelaySite, type RelayToken, type RelayUser, relayKeys } from '../servers/relay/world.ts';
import { quoted, quotedRelayRefusals } from './quoted-refusals.ts';
import { recordedFrom, withRelay } from './record-new-api.ts';

type Refusal = Recordings['refusals'][number];

interface Scene {
  readonly relay: Relay;
  readonly ada: RelayUser;
  readonly dev: RelayToken;
}

/** How one refusal comes about, and what it means. */
interface Case {
  readonly name: string;
  readonly site: Partial<RelaySite>;
  /** Sets the stage; the call asks for at most 4,096 tokens, so new-api sets 5,745 points aside. */
  readonly set: (scene: Scene) => void;
  readonly key?: string;
  readonly isPlayground?: boolean;
  readonly expected: RefusalRecording['expected'];
}

// Points at 500,000 a dollar, yuan at the site's own rate: all of it is said in dollars.
const money = (available: string | null, needed: string | null, unit: string | null): RefusalRecording['expected'] => ({
  says: 'money',
  available,
  needed,
  unit,
});
const says = (what: RefusalRecording['expected']['says']): RefusalRecording['expected'] => ({
  ...money(null, null, null),
  says: what,
});

const poor = ({ ada }: Scene): void => {
  ada.quota = 1000;
};
const empty = ({ ada }: Scene): void => {
  ada.quota = 0;
};
const inDebt = ({ ada }: Scene): void => {
  ada.quota = -20_847;
};
const spentKey = ({ dev }: Scene): void => {
  dev.remainQuota = 0;
};
const smallKey = ({ ada, dev }: Scene): void => {
  ada.quota = 2_000_000;
  dev.remainQuota = 1000;
};

const cases: readonly Case[] = [
  { name: 'too little, Chinese', site: {}, set: poor, expected: money('0.002', '0.01149', 'USD') },
  { name: 'too little, English', site: { wording: 'en' }, set: poor, expected: money('0.002', '0.01149', 'USD') },
  { name: 'too little, yuan', site: { display: 'CNY' }, set: poor, expected: money('0.002', '0.01149', 'USD') },
  { name: 'too little, points', site: { display: 'TOKENS' }, set: poor, expected: money('0.002', '0.01149', 'USD') },
  {
    name: 'too little, April 2025',
    site: { flavour: 'new-api-2025' },
    set: poor,
    expected: money('0.002', '0.010264', 'USD'),
  },
  {
    name: 'too little, the fork of Laozhang',
    site: { wording: 'shell-api' },
    set: poor,
    expected: money('0.002', '0.01149', 'USD'),
  },
  { name: 'too little, one-api', site: { flavour: 'one-api' }, set: poor, expected: says('money') },
  {
    name: 'too little, playground',
    site: { flavour: 'new-api-v1' },
    set: poor,
    isPlayground: true,
    expected: money('0.002', '0.01149', 'USD'),
  },
  { name: 'nothing, Chinese', site: {}, set: empty, expected: money('0', null, 'USD') },
  { name: 'nothing, English', site: { wording: 'en' }, set: empty, expected: says('money') },
  { name: 'below zero', site: {}, set: inDebt, expected: money('-0.041694', null, 'USD') },
  {
    name: 'a key that is too small',
    site: {},
    set: smallKey,
    key: relayKeys.adaDev,
    expected: { says: 'key-limit', available: '0.002', needed: '0.01149', unit: 'USD' },
  },
  {
    name: 'a key that is too small, one-api',
    site: { flavour: 'one-api' },
    set: ({ ada, dev }) => {
      ada.quota = 20_000;
      dev.remainQuota = 1000;
    },
    key: relayKeys.adaDev,
    expected: says('key-limit'),
  },
  ...(['one-api', 'new-api-2025', 'new-api'] as const).map((flavour) => ({
    name: `a spent key, ${flavour}`,
    site: { flavour },
    set: spentKey,
    key: relayKeys.adaDev,
    expected: says('key-limit'),
  })),
  {
    name: 'the supplier’s empty wallet, in the supplier’s words',
    site: {},
    set: ({ relay }) => {
      relay.world.supplier.trouble = 'empty-relay';
    },
    expected: says('supplier-empty'),
  },
  {
    name: 'the supplier’s empty wallet, two request ids',
    site: { flavour: 'new-api-2025' },
    set: ({ relay }) => {
      relay.world.supplier.trouble = 'empty-relay';
    },
    expected: says('supplier-empty'),
  },
  {
    name: 'too fast',
    site: { rateLimitPerMinute: 2 },
    set: ({ relay, ada }) => {
      const nowMs = relay.world.clock();
      relay.world.callTimesMs.set(ada.id, [nowMs, nowMs]);
    },
    expected: says('rate-limit'),
  },
  {
    name: 'a supplier that is busy',
    site: {},
    set: ({ relay }) => {
      relay.world.supplier.trouble = 'busy';
    },
    expected: says('rate-limit'),
  },
];

/** Every way a relay of this family was seen or made to say no, and what it means without any context. */
export async function recordRelayRefusals(): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = [];
  for (const one of cases) refusals.push(await record(one));
  for (const { name, quotedFrom, status, body, ...expected } of quotedRelayRefusals) {
    const headers = { 'content-type': body.startsWith('{') ? 'application/json' : 'text/plain' };
    refusals.push({ name, ...quoted(quotedFrom), surface: 'new-api/chat', status, headers, body, expected });
  }
  return refusals;
}

/** What the site says it shows amounts in (`/api/status`); null: points. */
function shownBy({ world }: Relay): { unit: string; perUnit: string } | null {
  return world.site.display === 'CNY' ? { unit: 'CNY', perUnit: String(world.site.usdExchangeRate) } : null;
}

function record({ name, site, set, key, isPlayground, expected }: Case): Promise<Refusal> {
  return withRelay(site, async (relay, ada) => {
    set({ relay, ada, dev: relay.world.tokens[1] as RelayToken });
    const headers = isPlayground
      ? consoleHeaders(relay.world, ada)
      : { authorization: `Bearer ${key ?? relayKeys.ada}` };
    const path = isPlayground ? '/pg/chat/completions' : '/v1/chat/completions';
    const answer = await ask(relay.origin + path, headers, chatBody('gpt-4o', { max_tokens: 4096 }));
    const kept = ['content-type', 'x-oneapi-request-id'].map((header) => [header, answer.headers.get(header)]);
    return {
      ...recordedFrom('service/pre_consume_quota.go, model/token.go, middleware/auth.go'),
      name,
      surface: `new-api/${isPlayground ? 'playground' : 'chat'}`,
      status: answer.status,
      headers: Object.fromEntries(kept) as Record<string, string>,
      body: answer.text,
      ...(relay.world.site.display === 'USD' ? {} : { site: { shown: shownBy(relay) } }),
      expected,
    };
  });
}
