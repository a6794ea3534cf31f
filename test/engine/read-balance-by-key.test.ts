import { describe, expect, it } from 'vitest';
import type { BalanceAsk } from '../../lib/domain/balance-ask.ts';
import { parseOrigin } from '../../lib/domain/surface.ts';
import { type AskPorts, type BalanceByKey, readBalanceByKey } from '../../lib/engine/read-balance-by-key.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { asksOf } from '../../lib/providers/site-asks.ts';
import { walletOf } from '../providers/understand.ts';
import { type Seen, standIn, type Told } from './loopback.ts';

const KEY = 'sk-of-nobody';

function providerOf(id: string): Provider {
  const provider = findProvider(id);
  if (provider === null) throw new Error(`there is no ${id}`);
  return provider;
}

/** Asks as somebody does who has a key for everything. */
async function askWith(
  id: string,
  ports: AskPorts,
  { key = KEY, who = null, site = null }: { key?: string; who?: string | null; site?: string | null } = {},
): Promise<BalanceByKey> {
  const provider = providerOf(id);
  const asks = asksOf(provider, null) ?? [];
  const place = site === null ? null : parseOrigin(site);
  return readBalanceByKey(provider, { asks, site: place, keyFor: () => key, idFor: () => who }, ports);
}

/** What is read where every address answers the same. */
async function told(id: string, answer: Told | ((seen: Seen) => Told), with_: Parameters<typeof askWith>[2] = {}) {
  const { ports, seen } = await standIn(typeof answer === 'function' ? answer : () => answer);
  const found = await askWith(id, ports, with_);
  const wallets = found.kind === 'read' ? found.readings.map(walletOf) : null;
  return { found, wallets, seen };
}

const wallet = (unit: string, available: string | null, more: object = {}) => ({
  unit,
  available,
  frozen: null,
  ...more,
});

describe('the figures mean what they mean', () => {
  it('an inverted ledger: what is paid in is negative', async () => {
    const { wallets, found } = await told('xai', { body: { total: { val: '-1000' } } }, { who: 'team-1' });
    expect(wallets).toEqual([wallet('USD', '10')]);
    expect(found).toMatchObject({ notes: ['late'], readings: [{ source: 'api', confidence: 'medium' }] });
  });

  it('negative is funds, less what was used and not billed yet', async () => {
    const body = { stripe_balance: -99.75, recent: 3.94, limit: 20, suspended: false, suspend_reason: null };
    expect((await told('deepinfra', { body })).wallets).toEqual([wallet('USD', '95.81')]);
  });

  it('of several currencies each stays itself, the first and empty one, too', async () => {
    const of = (currency: string, total: string) => ({
      currency,
      total_balance: total,
      granted_balance: '0',
      topped_up_balance: total,
    });
    const body = { is_available: true, balance_infos: [of('CNY', '0.00'), of('USD', '7.18')] };
    expect((await told('deepseek', { body })).wallets).toMatchObject([wallet('CNY', '0'), wallet('USD', '7.18')]);
  });

  it('a credit line is no money', async () => {
    const body = {
      availableBalance: '1000000',
      cashBalance: '800000',
      creditLimit: '200000',
      pendingCharges: '0',
      outstandingInvoices: '0',
    };
    expect((await told('novita', { body })).wallets).toEqual([
      wallet('USD', '80', { parts: ['cash 80', '(credit-line 20)'] }),
    ]);
  });

  it('vouchers stand apart from what was paid in, and a debt of cash is not hidden by them', async () => {
    const data = { available_balance: 0, voucher_balance: 0, cash_balance: -31.14918 };
    expect((await told('moonshot', { body: { code: 0, data, status: true } })).wallets).toEqual([
      wallet('CNY', '0', { parts: ['cash -31.14918', 'voucher 0'] }),
    ]);
  });

  it.each([
    ['deepl', { character_count: 5, character_limit: 1_000_000_000_000 }],
    ['openrouter', { data: { label: 'k', limit: null, limit_remaining: null, usage: 1 } }],
  ])('no limit at %s is no figure', async (id, body) => {
    const { wallets } = await told(id, { body });
    expect(wallets).toMatchObject([{ available: null, isUnlimited: true }]);
  });

  it('what cannot be used is frozen', async () => {
    const info = { currency: 'CNY', total_balance: '110', granted_balance: '10', topped_up_balance: '100' };
    const { wallets } = await told('deepseek', { body: { is_available: false, balance_infos: [info] } });
    expect(wallets).toMatchObject([{ available: '0', frozen: '110' }]);
  });

  it('says when what is left is counted anew', async () => {
    const data = { remainingCredits: 1500, planCredits: 1000, billingPeriodEnd: '2026-09-30T23:59:59Z' };
    const { found } = await told('firecrawl', { body: { success: true, data } });
    expect(found).toMatchObject({ readings: [{ endsAt: Date.UTC(2026, 8, 30) }] });
  });

  it('money is named as money however it is spelt', async () => {
    const { wallets } = await told('deepgram', { body: { balances: [{ amount: 193.5, units: 'usd' }] } }, { who: 'p' });
    expect(wallets).toEqual([wallet('USD', '193.5')]);
  });
});

describe('an answer that is no balance is a problem, never 0', () => {
  const problemOf = async (id: string, answer: Told | ((seen: Seen) => Told), who: string | null = null) => {
    const { found } = await told(id, answer, { who });
    return found.kind === 'problem' ? found.problem : found;
  };
  const html = { 'content-type': 'text/html; charset=UTF-8' };

  it.each([
    ['another form', { body: { balance: 12 } }],
    ['an empty list', { body: { is_available: true, balance_infos: [] } }],
    [
      'figures that are none',
      { body: { is_available: true, balance_infos: [{ currency: 'USD', total_balance: '—' }] } },
    ],
    ['nothing', { text: '' }],
    ['a text', { text: 'ok' }],
    ['half of the JSON', { text: '{"is_available":true,"balance_infos":[{"currency":"USD","total_bal' }],
  ])('200 with %s', async (_name, answer) => {
    expect(await problemOf('deepseek', answer)).toEqual({ kind: 'unknown-answer', status: 200 });
  });

  it.each([
    ['403', { status: 403, headers: html, text: '<!DOCTYPE html><title>Just a moment...</title>' }],
    ['503', { status: 503, headers: { ...html, 'cf-mitigated': 'challenge' }, text: '<html>' }],
    ['200', { status: 200, headers: html, text: '<html><script>var arg1="acw_sc__v2"</script>' }],
  ])('a check for humans, with %s', async (_status, answer) => {
    expect(await problemOf('deepseek', answer)).toEqual({ kind: 'challenge' });
  });

  it('a web page with 200', async () => {
    expect(await problemOf('deepseek', { headers: html, text: '<!doctype html><div id=root>' })).toEqual({
      kind: 'page',
    });
  });

  it.each([404, 410])('%d: the address is gone, or the id in it is nobody’s', async (status) => {
    const text = '{"message":"not found"}';
    expect(await problemOf('deepseek', { status, text })).toEqual({ kind: 'gone', status, isNamed: false });
    expect(await problemOf('xai', { status, text }, 'team')).toEqual({ kind: 'gone', status, isNamed: true });
  });

  it('a wrong key, and a key of the wrong kind', async () => {
    const no = { status: 401, text: '{"error":{"message":"Authentication Fails"}}' };
    expect(await problemOf('deepseek', no)).toEqual({ kind: 'wrong-key' });
    const kind = { status: 403, text: '{"error":{"message":"Only management keys can fetch credits for an account"}}' };
    expect(await problemOf('openrouter', kind)).toEqual({ kind: 'wrong-kind-of-key', needs: 'management' });
    const scope = { status: 401, text: '{"detail":{"status":"missing_permissions","message":"user_read"}}' };
    expect(await problemOf('elevenlabs', scope)).toEqual({ kind: 'wrong-kind-of-key', needs: 'scoped' });
    expect(await problemOf('xai', { status: 403, text: '{}' }, 't')).toMatchObject({ needs: 'management' });
    const with200 = { body: { code: 1000, msg: 'Authentication Failed', success: false } };
    expect(await problemOf('zai', with200)).toEqual({ kind: 'wrong-key' });
  });

  it('too often, with the wait that is asked for', async () => {
    const text = '{"error":"Too many requests"}';
    expect(await problemOf('deepseek', { status: 429, headers: { 'retry-after': '30' }, text })).toEqual({
      kind: 'rate-limited',
      retryAfterMs: 30_000,
    });
    expect(await problemOf('deepseek', { status: 429, text })).toEqual({ kind: 'rate-limited', retryAfterMs: null });
  });

  it('out of order, too large, not there at all', async () => {
    expect(await problemOf('deepseek', { status: 502, headers: html, text: '<html>bad gateway' })).toEqual({
      kind: 'unavailable',
      status: 502,
    });
    expect(await problemOf('deepseek', { text: ' '.repeat(300_000) })).toEqual({ kind: 'too-large' });
    const { ports } = await standIn(() => ({ text: '' }));
    const send: AskPorts['send'] = (one) => ports.send({ ...one, url: one.url, timeoutMs: 50 });
    const hanging = await standIn(() => ({ text: '', hangs: true }));
    const late: AskPorts['send'] = (one) => hanging.ports.send({ ...one, timeoutMs: 50 });
    expect(await askWith('deepseek', { ...ports, send: late })).toMatchObject({ problem: { kind: 'timeout' } });
    const nobody: AskPorts['send'] = (one) => send({ ...one, url: 'https://x/', headers: { 'bad\nname': '' } });
    expect(await askWith('deepseek', { ...ports, send: nobody })).toMatchObject({ problem: { kind: 'network' } });
  });

  it('where no key is told anything, nothing is asked', async () => {
    const { found, seen } = await told('openai', { body: { total_available: 5 } });
    expect(found).toEqual({ kind: 'problem', problem: { kind: 'not-by-key', why: 'session-only' } });
    expect(seen).toEqual([]);
  });
});

describe('the key goes to the provider only', () => {
  it.each([
    ['https://evil.example/x', 'another host'],
    ['https://api.deepseek.com.evil.example/x', 'a host that begins alike'],
    ['//evil.example/x', 'another host, without a scheme'],
    ['http://api.deepseek.com/x', 'the same without TLS'],
    ['https://api.deepseek.com@evil.example/', 'a name in the address'],
  ])('not to %s (%s)', async (location) => {
    const { found, seen } = await told('deepseek', { status: 302, headers: { location }, text: '' });
    expect(found).toMatchObject({ problem: { kind: 'redirected' } });
    expect(seen).toHaveLength(1);
  });

  it('and along with a redirect on its own host, three times at most', async () => {
    const info = { currency: 'USD', total_balance: '1' };
    const once = await told('deepseek', ({ url }) =>
      url === '/user/balance'
        ? { status: 307, headers: { location: '/v2/balance' }, text: '' }
        : { body: { is_available: true, balance_infos: [info] } },
    );
    expect(once.wallets).toEqual([wallet('USD', '1')]);
    expect(once.seen.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${KEY}`, `Bearer ${KEY}`]);
    const { found, seen } = await told('deepseek', { status: 302, headers: { location: '/again' }, text: '' });
    expect([found.kind, seen.length]).toEqual(['problem', 4]);
  });

  it('and to no site that is not the provider’s', async () => {
    const { found, seen } = await told('deepseek', { body: {} }, { site: 'https://relay.example' });
    expect([found, seen]).toMatchObject([{ problem: { kind: 'redirected' } }, []]);
  });

  it.each([
    ['deepseek', null, 'api.deepseek.com', '/user/balance', `Bearer ${KEY}`],
    ['serper', null, 'google.serper.dev', '/account', undefined],
    ['serpapi', null, 'serpapi.com', `/account.json?api_key=${KEY}`, undefined],
    ['fal', null, 'api.fal.ai', '/v1/account/billing?expand=credits', `Key ${KEY}`],
    ['twilio', 'AC1', 'api.twilio.com', '/2010-04-01/Accounts/AC1/Balance.json', `Basic ${btoa(`AC1:${KEY}`)}`],
    ['xai', 'a/../b', 'management-api.x.ai', '/v1/billing/teams/a%2F..%2Fb/prepaid/balance', `Bearer ${KEY}`],
  ])('in the form that %s takes', async (id, who, host, url, authorization) => {
    const { seen } = await told(id, { status: 500, text: '' }, { who });
    expect(seen).toMatchObject([{ host, url, headers: { accept: 'application/json' } }]);
    expect(seen[0]?.headers.authorization).toBe(authorization);
  });

  it.each([
    [`${KEY}:fx`, 'api-free.deepl.com'],
    [KEY, 'api.deepl.com'],
  ])('at the host that its ending names: %s at %s', async (key, host) => {
    const { seen } = await told('deepl', { body: { character_count: 1, character_limit: 2 } }, { key });
    expect(seen).toMatchObject([{ host, headers: { authorization: `DeepL-Auth-Key ${key}` } }]);
  });
});

describe('a way that does not lead there', () => {
  it('is followed by the next: what a limit leaves to the key, said to be that', async () => {
    const { found, wallets } = await told('openrouter', ({ url }) =>
      url.endsWith('/credits')
        ? { status: 403, text: '{"error":{"message":"Only management keys can fetch credits for an account"}}' }
        : { body: { data: { label: 'k', limit: 100, limit_remaining: 74.5, usage: 25.5 } } },
    );
    expect([found, wallets]).toMatchObject([{ kind: 'read', of: 'key' }, [wallet('USD', '74.5')]]);
  });

  it('ends the asking where the provider is out of order', async () => {
    const { seen } = await told('openrouter', { status: 503, text: '' });
    expect(seen).toHaveLength(1);
  });

  it('whose id nobody gave is asked for, or found with the same key', async () => {
    const none = await told('xai', { body: { total: { val: '0' } } });
    expect(none.found).toEqual({ kind: 'problem', problem: { kind: 'no-id', variable: 'XAI_TEAM_ID' } });
    const found = await told('deepgram', ({ url }) =>
      url === '/v1/projects'
        ? { body: { projects: [{ project_id: 'p 1', name: 'x' }] } }
        : { body: { balances: [{ amount: 1, units: 'usd' }] } },
    );
    expect(found.seen.map(({ url }) => url)).toEqual(['/v1/projects', '/v1/projects/p%201/balances']);
    expect(found.wallets).toEqual([wallet('USD', '1')]);
  });

  it('without a key is not gone', async () => {
    const { ports, seen } = await standIn(() => ({ text: '' }));
    const provider = providerOf('deepseek');
    const asks = asksOf(provider, null) ?? [];
    const found = await readBalanceByKey(provider, { asks, site: null, keyFor: () => null, idFor: () => null }, ports);
    expect([found, seen]).toEqual([{ kind: 'no-key' }, []]);
  });
});

/** The reading of every way keeps what the data says of it. */
it('a reading keeps age, source and confidence, and where its form is documented', async () => {
  const { found } = await told('meshy', { body: { balance: 1000 } });
  const [ask] = asksOf(providerOf('meshy'), null) as readonly BalanceAsk[];
  expect(found).toMatchObject({
    kind: 'read',
    of: 'wallet',
    source: ask?.source,
    date: ask?.date,
    readings: [{ unit: 'credits', at: 1_795_262_400_000, source: 'api', confidence: 'high' }],
  });
});
