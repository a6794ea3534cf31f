import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Found, isOfTwin } from '../../companion/balance/is-of-twin.ts';
import { runBalance } from '../../companion/commands/balance.ts';
import type { CommandContext } from '../../companion/commands/command.ts';
import { isUserError } from '../../companion/commands/user-error.ts';
import { startSandbox } from '../../companion/sandbox/server.ts';
import { demoKeys } from '../../companion/sandbox/world.ts';
import type { BalanceByKey } from '../../lib/engine/read-balance-by-key.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { openDeepSeek } from '../servers/deepseek/deepseek.ts';
import { openRelay, type RelayOptions } from '../servers/relay/relay.ts';
import { relayKeys } from '../servers/relay/world.ts';
import { serve } from '../servers/serve.ts';
import { runCommand } from './start-command.ts';

/** The command in a process of its own, as people start it. */
function start(args: readonly string[], environment: Readonly<Record<string, string>>, input = '') {
  return runCommand(['balance', ...args], { env: { PATH: process.env.PATH ?? '', ...environment }, input });
}

/** The command without a process of its own. */
async function run(
  operands: readonly string[],
  values: CommandContext['values'],
  environment: Readonly<Record<string, string>> = {},
  input = '',
) {
  const lines: string[] = [];
  const context: CommandContext = {
    values,
    operands,
    input: Readable.from(input === '' ? [] : [input]),
    print: (line) => void lines.push(line),
    complain: () => undefined,
    stopped: new AbortController().signal,
  };
  const code = await runBalance(context, environment);
  return { code, lines, text: lines.join('\n') };
}

/** What the user is told of a command line that cannot be run. */
async function refused(...args: Parameters<typeof run>): Promise<string> {
  const error = await run(...args).catch((thrown: unknown) => thrown);
  if (!isUserError(error)) throw new Error('it was run');
  expect(error.exitCode).toBe(2);
  return error.message;
}

async function sandboxOrigin(): Promise<string> {
  const sandbox = await startSandbox({});
  onTestFinished(() => sandbox.close());
  return sandbox.origin;
}

async function relayOrigin(site: RelayOptions['site'] = {}): Promise<string> {
  const relay = await openRelay({ site });
  onTestFinished(() => relay.close());
  return relay.origin;
}

describe('the sandbox, with the key in a variable', () => {
  test('tells both wallets, in 80 columns, with age, confidence and links', async () => {
    const site = await sandboxOrigin();
    const { code, out, err } = await start(['sandbox', '--site', site], { SANDBOX_API_KEY: demoKeys.default });
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n')).toEqual([
      'Sandbox',
      '  $7.18',
      "    Read with a key just now; the provider's own word",
      '  392 credits',
      "    Read with a key just now; the provider's own word",
      `    Recharge: ${site}/console#top-up`,
      `    Console: ${site}/console#transactions`,
      '',
    ]);
  });

  test('the same by stdin, in Chinese, and as JSON', async () => {
    const site = await sandboxOrigin();
    const zh = await start(['sandbox', '--site', site, '--key-stdin', '--lang', 'zh'], {}, `${demoKeys.default}\n`);
    expect([zh.code, zh.out]).toEqual([0, expect.stringContaining('392 点')]);
    expect(zh.out).toContain('用密钥读取，刚刚；服务商自己的说法');
    const json = await start(['sandbox', '--site', site, '--json'], { SANDBOX_API_KEY: demoKeys.default });
    expect(JSON.parse(json.out)).toMatchObject({
      provider: 'sandbox',
      ok: true,
      of: 'wallet',
      balances: [
        { unit: 'USD', available: '7.18', frozen: '0', isUnlimited: false, source: 'api', confidence: 'high' },
        { unit: 'credits', available: '392' },
      ],
      links: { recharge: `${site}/console#top-up` },
    });
    expect(json.out.trim().split('\n')).toHaveLength(1);
  });

  test('a wrong key is 1, and never printed', async () => {
    const site = await sandboxOrigin();
    const { code, out, err } = await start(['sandbox', '--site', site, '--json'], {
      SANDBOX_API_KEY: 'sk-sandbox-WRONG',
    });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, problem: { kind: 'wrong-key' } });
    expect(out + err).not.toContain('WRONG');
  });
});

describe('sites of software that many run', () => {
  const ACCOUNT = { NEW_API_ACCESS_TOKEN: 'system-access-token-of-ada', NEW_API_USER_ID: '101' };

  test.each(['new-api', 'new-api-2025', 'one-api', 'new-api-v1'] as const)(
    "%s: the account's wallet by its own token",
    async (flavour) => {
      const site = await relayOrigin({ flavour });
      const { lines, code } = await run(['new-api'], { site }, ACCOUNT);
      expect([code, lines[1]]).toEqual([0, '  $7.18']);
    },
  );

  test.each(['new-api', 'one-api'] as const)('%s: what is left to a key, which is said to be that', async (flavour) => {
    const site = await relayOrigin({ flavour });
    const { lines, text } = await run(['new-api'], { site }, { NEW_API_KEY: relayKeys.adaDev });
    expect(lines[1]).toBe('  $0.02');
    expect(text).toContain('This is what a limit leaves to the key; the account may have less.');
  });

  test.each(['new-api', 'one-api'] as const)('%s: a key without a limit has no figure', async (flavour) => {
    const site = await relayOrigin({ flavour });
    const { lines, code } = await run(['new-api'], { site }, { NEW_API_KEY: relayKeys.ada });
    expect([code, lines[1]]).toEqual([0, '  no limit']);
  });

  test.each(['CNY', 'TOKENS'] as const)('a site that shows %s says no other money for it', async (display) => {
    const site = await relayOrigin({ display, flavour: 'new-api' });
    const { lines } = await run(['one-api'], { site }, { ONE_API_KEY: relayKeys.adaDev });
    expect(lines[1]).toBe('  $0.02');
  });

  test('by stdin each way is tried; the one that fits is believed', async () => {
    const site = await relayOrigin({ flavour: 'new-api' });
    const { lines } = await run(['new-api'], { site, 'key-stdin': true }, {}, relayKeys.adaDev);
    expect(lines[1]).toBe('  $0.02');
    const wrong = await run(['new-api'], { site, 'key-stdin': true }, {}, 'sk-of-nobody');
    expect([wrong.code, wrong.lines[0]]).toEqual([1, expect.stringContaining('did not accept the key')]);
  });

  test('without --site, where the variable says', async () => {
    const site = await relayOrigin();
    const { lines } = await run(['new-api'], {}, { ...ACCOUNT, NEW_API_BASE_URL: `${site}/v1` });
    expect(lines[1]).toBe('  $7.18');
  });

  test('a site that answers every address with its page is no 0', async () => {
    const served = await serve(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><div id=root></div>');
    });
    onTestFinished(() => served.close());
    const { code, text } = await run(['litellm'], { site: served.origin }, { LITELLM_API_KEY: 'sk-1' });
    expect([code, text]).toEqual([1, expect.stringContaining('answered with a web page')]);
  });

  test.each([
    [{ info: { spend: 1.23, max_budget: 5, budget_reset_at: '2026-12-01T00:00:00Z' } }, '  $3.77'],
    [{ info: { spend: 1.23, max_budget: null, budget_reset_at: null } }, '  no limit'],
  ])('a budget of LiteLLM: %j', async (body, line) => {
    const served = await serve(({ response }) => void response.end(JSON.stringify(body)));
    onTestFinished(() => served.close());
    const { lines, text } = await run(['litellm'], { site: served.origin }, { LITELLM_API_KEY: 'sk-1' });
    expect(lines[1]).toBe(line);
    expect(text.includes('What is left counts until 2026-12-01.')).toBe(body.info.max_budget !== null);
  });
});

test('all whose variables are set, a line of JSON each', async () => {
  const relay = await relayOrigin();
  const { origin, close } = await openDeepSeek();
  onTestFinished(close);
  const environment = {
    NEW_API_BASE_URL: relay,
    NEW_API_KEY: relayKeys.adaDev,
    LITELLM_BASE_URL: origin,
    LITELLM_API_KEY: 'x',
  };
  const { code, lines } = await run([], { all: true, json: true }, environment);
  const found = lines.map((line) => JSON.parse(line));
  expect(code).toBe(1);
  expect(found.map(({ provider, ok }) => [provider.replace(/@.*/, ''), ok])).toEqual([
    ['litellm', false],
    ['new-api', true],
  ]);
});

test('a pair of companies shares a variable: the one that the key is not of says nothing, unless neither knows it', () => {
  const of = (id: string, answer: BalanceByKey): Found => {
    const provider = findProvider(id);
    if (provider === null) throw new Error(`there is no ${id}`);
    return { asked: { provider, facts: null, site: null }, answer };
  };
  const wrong: BalanceByKey = { kind: 'problem', problem: { kind: 'wrong-key' } };
  const read: BalanceByKey = { kind: 'read', of: 'wallet', readings: [], notes: [], source: '', date: '' };
  const both = [of('moonshot', wrong), of('moonshot-global', read)] as const;
  expect(both.map((one) => isOfTwin(one, both))).toEqual([true, false]);
  const neither = [of('moonshot', wrong), of('moonshot-global', wrong), of('deepseek', read)];
  expect(neither.map((one) => isOfTwin(one, neither))).toEqual([false, false, false]);
});

describe('what cannot be asked is said, with 2, and without the key', () => {
  test.each([
    [[], {}, 'which provider'],
    [['deepseek', 'sk-secret-that-was-pasted'], {}, 'takes no key beside it'],
    [['nobody'], {}, 'no provider of that name'],
    [['new-api'], {}, 'NEW_API_BASE_URL'],
    [['new-api'], { site: 'http://relay.example' }, 'plain http only on this machine'],
    [['deepseek'], { site: 'https://evil.example' }, 'would be given the key'],
    [['deepseek'], { site: '???' }, 'is no address'],
    [['deepseek'], {}, 'DEEPSEEK_API_KEY'],
    [[], { all: true }, 'None of the variables'],
    [['deepseek'], { all: true }, 'from variables only'],
  ] as const)('%j %j', async (operands, values, said) => {
    const message = await refused(operands, values);
    expect(message).toContain(said);
    expect(message).not.toContain('secret');
  });

  test('a key that could not stand in a header', async () => {
    expect(await refused(['deepseek'], { 'key-stdin': true }, {}, 'two words')).toContain('is no key');
    expect(await refused(['deepseek'], { 'key-stdin': true }, {}, '')).toContain('is no key');
  });

  test('a provider that tells no key anything: why, and where to look', async () => {
    const { code, text } = await run(['openai'], {});
    expect(code).toBe(1);
    expect(text).toContain('OpenAI tells no key what is left.');
    expect(text).toContain('https://platform.openai.com/settings/organization/billing/overview');
  });
});
