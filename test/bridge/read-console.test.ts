import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readRecordings } from '../../companion/coats/read-recordings.ts';
import type {
  balancePath as BalancePath,
  readConsole as ReadConsole,
  signedInAt as SignedInAt,
} from '../../lib/bridge/read-console.ts';
import { toProvider } from '../../lib/described/to-provider.ts';
import { accepted, minimal } from '../described/samples.ts';
import { withRareParts } from './with-rare-parts.ts';

withRareParts();

const SECRET = 'ab'.repeat(32);
const recorded = (surface: string): string => {
  const reading = readRecordings('deepseek').readings.find((one) => one.surface === `deepseek/${surface}`);
  if (reading === undefined) throw new Error(`nothing was recorded of ${surface}`);
  return reading.body;
};
const summary = recorded('summary');
const user = recorded('user');
const SIGNED_OUT = '{"code":40002,"msg":"Missing Token","data":null}';

let readConsole: typeof ReadConsole;
let balancePath: typeof BalancePath;
let signedInAt: typeof SignedInAt;

function visit(url: string): void {
  vi.stubGlobal('location', new URL(url));
}

/** A document of its own: who is signed in is known to it alone. */
beforeEach(async () => {
  vi.resetModules();
  ({ readConsole, balancePath } = await import('../../lib/bridge/read-console.ts'));
  visit('https://platform.deepseek.com/usage');
});
afterEach(() => vi.unstubAllGlobals());

const deskOf = (url: string, askedAt = Date.now()) => ({ secretHex: SECRET, facts: null, url, askedAt });
const read = (surface: string, body: string, askedAt?: number) =>
  readConsole(`deepseek/${surface}`, body, deskOf('https://platform.deepseek.com/', askedAt));
/** Paid in, and nothing granted. */
const partsOf = (nano: bigint) => [
  { kind: 'cash', nano },
  { kind: 'granted', nano: 0n },
];
const balances = [
  { unit: 'CNY', availableNano: 0n, frozenNano: null, parts: partsOf(0n) },
  { unit: 'USD', availableNano: 7_179_835_660n, frozenNano: null, parts: partsOf(7_179_835_660n) },
];
const askedAt = expect.any(Number);
const ofAnn = { kind: 'balances', account: 'ann', accountName: 'ann@deepseek.invalid', group: null, askedAt };

describe('a balance that does not say whose it is', () => {
  it('belongs to who is signed in', () => {
    expect(read('user', user)).toEqual([]);
    expect(read('summary', summary)).toEqual([{ ...ofAnn, surface: 'deepseek/summary', balances }]);
  });

  it('is nobody’s any more when somebody was seen to be signed out, or it is long ago', () => {
    expect(read('summary', summary)).toEqual([]);
    expect(read('user', SIGNED_OUT)).toEqual([]);
    expect(read('user', user)).toEqual([]);
    expect(read('user', SIGNED_OUT)).toEqual([]);
    vi.useFakeTimers();
    expect(read('summary', summary)).toEqual([]);
    vi.advanceTimersByTime(30_001);
    expect(read('user', user)).toEqual([]);
    vi.useRealTimers();
  });

  it('waits until that is known, and is told once, no newer than it is', () => {
    const askedAt = Date.now() - 2_000;
    expect(read('summary', summary, askedAt)).toEqual([]);
    expect(read('user', user)).toEqual([{ ...ofAnn, surface: 'deepseek/summary', balances, askedAt }]);
    expect(read('user', user)).toEqual([]);
  });

  it('is nobody’s after signing out', () => {
    read('user', user);
    expect(read('user', SIGNED_OUT)).toEqual([]);
    expect(read('summary', summary)).toEqual([]);
    expect(read('summary', SIGNED_OUT)).toEqual([]);
  });

  it('may be what the API states, when the platform itself loads that', () => {
    read('user', user);
    expect(read('balance', recorded('balance'))).toMatchObject([
      {
        account: 'ann',
        balances: [
          { unit: 'CNY', availableNano: 0n },
          { unit: 'USD', availableNano: 7_180_000_000n },
        ],
      },
    ]);
  });
});

describe('a page that is not the console', () => {
  it.each(['https://app.example/', 'https://api.deepseek.com.evil.example/', 'https://platform.deepseek.com:8443/'])(
    'is not believed: %s',
    (url) => {
      visit(url);
      expect(read('user', user)).toEqual([]);
      expect(read('summary', summary)).toEqual([]);
      expect(balancePath('deepseek/chat')).toBeNull();
    },
  );

  it.each(['', '[', '<!doctype html>', 'null', '{}', '{"data":{"biz_data":{"id":""}}}'])(
    'nor a body like %j',
    (body) => {
      read('user', user);
      expect(read('summary', body)).toEqual([]);
      expect(read('nothing', summary)).toEqual([]);
    },
  );
});

describe('a described balance that never says whose it is', () => {
  const wallet = { unit: 'USD', availableNano: 5_000_000_000n, frozenNano: null };
  const read = (body: string) => readConsole('own-acme/wallet', body, deskOf('https://console.acme.example/api/me'));

  beforeEach(async () => {
    // The document's own registry: modules are new in each.
    const { learnOwnProviders } = await import('../../lib/providers/page-registry.ts');
    const url = 'https://console.acme.example/api/me';
    const balances = [{ name: 'wallet', url, unit: 'USD', available: '$.left' }];
    learnOwnProviders([toProvider(accepted(minimal({ console: 'https://console.acme.example', balances })))]);
    ({ readConsole, signedInAt } = await import('../../lib/bridge/read-console.ts'));
    visit('https://console.acme.example/');
  });

  it.each(['{"error":"login"}', '{"left":null}', '', 'null'])('is nobody’s where none is: %j', (body) => {
    expect(read(body)).toEqual([]);
    expect(signedInAt('own-acme/wallet')).toBeNull();
    expect(read('{"left":5}')).toMatchObject([{ account: 'own', balances: [wallet] }]);
    expect(signedInAt('own-acme/wallet')).toBe('own');
    expect(read(body)).toEqual([]);
    expect(signedInAt('own-acme/wallet')).toBeNull();
  });
});

describe('reading a balance again', () => {
  it('is done on the provider’s own console, of whichever kind, and nowhere else', () => {
    expect(balancePath('deepseek/chat')).toEqual({
      surface: 'deepseek/summary',
      path: '/api/v0/users/get_user_summary',
    });
    expect(balancePath('new-api@relay.example/playground')).toBeNull();
    visit('https://relay.example/console/playground');
    expect(balancePath('deepseek/chat')).toBeNull();
    expect(balancePath('new-api@other.example/playground')).toBeNull();
    expect(balancePath('new-api@relay.example/playground')).toEqual({
      surface: 'new-api/account',
      path: '/api/user/self',
    });
    visit('http://127.0.0.1:4118/playground');
    expect(balancePath('sandbox/chat')).toEqual({ surface: 'sandbox/account', path: '/console/api/account' });
  });
});

describe('a balance that is asked for with something behind its path', () => {
  const body = '{"code":0,"data":{"cur":5000000,"voucher_cur":1498435}}';
  const desk = deskOf('https://platform.kimi.com/api');

  it('is read as the page loads it, and not asked for again', () => {
    visit('https://platform.kimi.com/console/account');
    const wallet = { unit: 'CNY', availableNano: 64_984_350_000n, frozenNano: null };
    const told = { surface: 'moonshot/console', account: 'signed-in', accountName: null, group: null, askedAt };
    expect(readConsole('moonshot/console', body, desk)).toEqual([{ kind: 'balances', ...told, balances: [wallet] }]);
    expect(balancePath('moonshot/chat')).toBeNull();
  });

  it('is nobody’s on a page of somebody else', () => {
    visit('https://chat.example/');
    expect(readConsole('moonshot/console', body, desk)).toEqual([]);
  });

  it('may come from another host than the console’s pages, once it is known who is signed in', () => {
    visit('https://platform.minimaxi.com/user-center/payment/balance');
    const [wallet] = readRecordings('minimax-cn').readings.filter(({ surface }) => surface === 'minimax-cn/balance');
    const [whose] = readRecordings('minimax-cn').readings.filter(({ surface }) => surface === 'minimax-cn/account');
    expect(readConsole('minimax-cn/balance', wallet?.body ?? '', desk)).toEqual([]);
    expect(readConsole('minimax-cn/account', whose?.body ?? '', desk)).toMatchObject([
      { kind: 'balances', account: '2000000000000000001', balances: [{ unit: 'CNY', availableNano: 15_000_000_000n }] },
    ]);
  });
});

describe('a balance whose path says whose it is', () => {
  const credits = '{"amount":1000,"currency":"USD"}';
  const of = (organisation: string) =>
    readConsole(
      'anthropic/credits',
      credits,
      deskOf(`https://platform.claude.com/api/organizations/${organisation}/prepaid/credits`),
    );

  it('belongs to that, whoever was signed in before', () => {
    visit('https://platform.claude.com/settings/billing');
    expect(of('org-a')).toMatchObject([
      { account: 'org-a', balances: [{ unit: 'USD', availableNano: 10_000_000_000n }] },
    ]);
    expect(of('org-b')).toMatchObject([{ account: 'org-b' }]);
    expect(of('')).toEqual([]);
  });

  it('is not read again: nobody knows who it would be', () => {
    visit('https://platform.claude.com/settings/billing');
    expect(balancePath('anthropic/messages')).toBeNull();
  });
});
