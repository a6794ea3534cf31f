import { once } from 'node:events';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { CommandContext } from '../../companion/commands/command.ts';
import { explainCommand } from '../../companion/commands/explain.ts';
import { setLanguage } from '../../companion/terminal/speak.ts';
import { readCorpus } from '../domain/refusals/corpus.ts';
import { runCommand, startCommand } from './start-command.ts';

async function explain(args: readonly string[], input = '') {
  const output = await runCommand(['explain', ...args], { input });
  return { ...output, lines: output.out.split('\n').filter((line) => line !== '') };
}

const BODY = '{"error":{"message":"Insufficient Balance"}}';

/** The command without a process of its own. */
async function run(values: CommandContext['values'], operands: readonly string[] = [], input = '') {
  const lines: string[] = [];
  const complaints: string[] = [];
  await setLanguage(values.lang === 'zh' ? 'zh' : 'en');
  const code = await explainCommand.run({
    values,
    operands,
    input: Readable.from(input === '' ? [] : [input]),
    print: (line) => void lines.push(line),
    complain: (line) => void complaints.push(line),
    stopped: new AbortController().signal,
  });
  return { code, lines, complaints };
}

describe('one body', () => {
  test('is explained for a person', async () => {
    const { out, code } = await explain(['--host', 'api.deepseek.com', '--status', '402', '--lang', 'zh', BODY]);
    expect(code).toBe(0);
    expect(out).toContain('DeepSeek 的余额已用完。');
    expect(out).toContain('https://platform.deepseek.com/');
    expect(out).toContain('(depleted, user)');
  });

  test('takes no more than 80 columns, whatever it says', async () => {
    const rows = readCorpus('given.jsonl');
    for (const { status, body } of rows) {
      for (const lang of ['en', 'zh']) {
        const text = typeof body === 'string' ? body : JSON.stringify(body);
        const { lines } = await run({ lang, ...(status !== null && { status: String(status) }) }, [text]);
        for (const line of lines) expect(line.replace(/[\u2e80-\uffef]/g, '  ').length).toBeLessThanOrEqual(80);
      }
    }
  });

  test('comes from stdin as well', async () => {
    const { lines } = await run({}, [], `402 ${BODY}\n`);
    expect(lines[0]).toBe('The balance at the provider is used up.');
  });

  test('as JSON it is what a line of --jsonl is answered', async () => {
    const values = { host: 'api.deepseek.com', status: '402' };
    const { lines, code } = await run({ ...values, json: true }, [BODY]);
    const row = JSON.stringify({ ...values, body: BODY });
    expect([code, lines]).toEqual([0, (await run({ jsonl: true }, [], row)).lines]);
    expect(JSON.parse(String(lines[0]))).toMatchObject({ cause: 'depleted', wallet: 'user' });
  });

  test.each([
    [{}, [], 'There is nothing to explain'],
    [{}, ['a', 'b'], 'one body at a time'],
    [{ status: 'x' }, ['x'], '"x" is no HTTP status'],
    [{ jsonl: true }, ['x'], 'takes no body'],
  ])('%j %j is refused, and it says why', async (values, operands, why) => {
    await expect(run(values, operands)).rejects.toMatchObject({ exitCode: 2, why: expect.stringContaining(why) });
  });
});

describe('lines', () => {
  test('are answered in order, with every field of the contract', async () => {
    const rows = [
      { id: 'a', host: 'api.deepseek.com', status: 402, headers: {}, body: JSON.parse(BODY) },
      { id: 2, host: null, status: 429, headers: { 'Retry-After': '7' }, body: 'Too many requests' },
      {
        id: 'c',
        host: 'relay.test',
        status: 403,
        headers: {},
        body: { error: { code: 'insufficient_user_quota', message: '用户额度不足' } },
        request: { model: 'gpt-4-turbo' },
        context: {
          available: '7.18',
          reserve: '0.02',
          currency: 'USD',
          key: { billing: 'per-request' },
          modelBilling: 'per-token',
        },
      },
    ];
    const { lines, err, code } = await explain(['--jsonl'], rows.map((row) => JSON.stringify(row)).join('\n'));
    expect(code).toBe(0);
    expect(err).toBe('');
    const [first, second, third] = lines.map((line) => JSON.parse(line));
    expect(Object.keys(first)).toEqual([
      'id',
      'cause',
      'wallet',
      'charged',
      'retryable',
      'retryAfterMs',
      'amounts',
      'explanation',
      'options',
    ]);
    expect(first).toMatchObject({ id: 'a', cause: 'depleted', wallet: 'user', charged: 'no', retryable: false });
    expect(first.options[0]).toEqual({
      key: 'recharge',
      text: 'Recharge',
      url: 'https://platform.deepseek.com/top_up',
    });
    expect(second).toMatchObject({ id: 2, cause: 'rate_limited', wallet: null, retryable: true, retryAfterMs: 7000 });
    expect(third).toMatchObject({ id: 'c', cause: 'billing_method_mismatch' });
    expect(third.options.map(({ key }: { key: string }) => key)).not.toContain('recharge');
    expect(third.amounts).toMatchObject({ available: '7.18', needed: '0.02', short: null, unit: 'USD' });
  });

  test('that are none are reported by number, answered, and end with 1', async () => {
    const input = ['{"id":"x"', '', '{"id":"y"}', '{"id":"z","body":"x","status":"soon"}', '{"id":"ok","body":"x"}'];
    const { lines, err, code } = await explain(['--jsonl'], input.join('\n'));
    expect(code).toBe(1);
    expect(
      err
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(':')[0]),
    ).toEqual(['Line 1', 'Line 3', 'Line 4']);
    const answers = lines.map((line) => JSON.parse(line));
    expect(answers.map(({ id, line = null }) => [id, line])).toEqual([
      [null, 1],
      ['y', 3],
      ['z', 4],
      ['ok', null],
    ]);
    expect(answers[1].error).toContain('"body" is missing');
  });

  test('are answered as they come', async () => {
    const { child, ended } = startCommand(['explain', '--jsonl']);
    child.stdin.write(`{"id":1,"body":"Insufficient balance","status":402}\n`);
    const [chunk] = await once(child.stdout, 'data');
    expect(JSON.parse(String(chunk))).toMatchObject({ id: 1, cause: 'depleted' });
    child.stdin.end();
    await ended;
  });

  test('speak Chinese where that is asked for', async () => {
    const { lines } = await run({ jsonl: true, lang: 'zh' }, [], '{"id":1,"body":"Too many requests","status":429}\n');
    expect(JSON.parse(lines[0] ?? '').explanation).toContain('是请求太快，不是没钱。');
  });
});
