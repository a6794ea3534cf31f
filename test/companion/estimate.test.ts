import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import type { CommandContext } from '../../companion/commands/command.ts';
import { estimateCommand } from '../../companion/commands/estimate.ts';
import { isUserError } from '../../companion/commands/user-error.ts';
import { readBalance } from '../../companion/estimate/read-balance.ts';
import { setLanguage } from '../../companion/terminal/speak.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import { readLines } from '../../lib/domain/read-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-estimate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BODY = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello, how are you today?' }], max_tokens: 100 };
const URL_CHAT = 'https://api.openai.com/v1/chat/completions';

/** The command without a process of its own. */
async function run(values: CommandContext['values'], operands: readonly string[] = [], input: string | Readable = '') {
  const [lines, complaints, progress]: [string[], string[], string[]] = [[], [], []];
  await setLanguage(values.lang === 'zh' ? 'zh' : 'en');
  const code = await estimateCommand
    .run({
      values,
      operands,
      input: typeof input === 'string' ? Readable.from(input === '' ? [] : [input]) : input,
      print: (line) => void lines.push(line),
      complain: (line) => void complaints.push(line),
      showProgress: (line) => void progress.push(line),
      stopped: new AbortController().signal,
    })
    .catch((error: unknown) => {
      if (!isUserError(error)) throw error;
      complaints.push(error.what, error.why, error.todo);
      return error.exitCode;
    });
  return { code, lines, complaints, progress };
}

const rows = (lines: readonly string[]) => lines.map((line) => JSON.parse(line));

describe('one request', () => {
  test('is estimated for a person, by file, by stdin and as it stands', async () => {
    const path = join(folder, 'request.json');
    writeFileSync(path, JSON.stringify(BODY));
    const ways = [
      await run({}, [path]),
      await run({}, [], JSON.stringify(BODY)),
      await run({}, [JSON.stringify(BODY)]),
    ];
    for (const { code, lines } of ways) {
      expect(code).toBe(0);
      expect(lines.slice(0, 2)).toEqual([
        'OpenAI, gpt-4o',
        expect.stringMatching(/^ {2}about \$0\.00\d+ \(\$0\.00\d+ to \$0\.00\d+\)$/),
      ]);
    }
  });

  test('of a curl command is by its address, and no header is shown', async () => {
    const curl = `curl ${URL_CHAT} -H "Authorization: Bearer sk-canary" -d '${JSON.stringify(BODY)}'`;
    const { code, lines, complaints } = await run({ json: true }, [], curl);
    expect(code).toBe(0);
    expect(rows(lines)[0]).toMatchObject({ provider: 'openai', model: 'gpt-4o', currency: 'USD' });
    expect([...lines, ...complaints].join()).not.toContain('canary');
  });

  test('in JSON has numbers with every digit, low to high', async () => {
    const { lines } = await run({ json: true, balance: '1USD' }, [JSON.stringify(BODY)]);
    const [{ low, likely, high, reserve, carries, reasons, parts }] = rows(lines);
    expect([low > 0, low <= likely, likely <= high, reserve, carries]).toEqual([true, true, true, 0, 'yes']);
    expect(reasons.join(' ')).toContain('exact');
    expect(parts.messages).toBeGreaterThan(0);
    const exact = await run({ json: true }, [JSON.stringify({ ...BODY, max_tokens: 100_000_000, model: 'o1-pro' })]);
    expect(exact.lines[0]).toMatch(/"low":\d+(\.\d{1,9})?,/);
  });

  test('is put side by side for several models, in 80 columns and both languages', async () => {
    const models = 'gpt-4o,gpt-4o-mini,a-rather-long-name-of-a-model-that-nobody-has-ever-heard-of-2026-11-22';
    for (const lang of ['en', 'zh']) {
      const { code, lines } = await run({ model: models, balance: '0.0001USD', lang }, [JSON.stringify(BODY)]);
      expect(code).toBe(0);
      for (const line of lines) expect(line.replace(/[\u2e80-\uffef]/g, '  ').length).toBeLessThanOrEqual(80);
    }
    const { lines } = await run({ model: 'gpt-4o,gpt-4o-mini', json: true }, [JSON.stringify(BODY)]);
    expect(rows(lines)[0].models.map(({ model }: { model: string }) => model)).toEqual(['gpt-4o', 'gpt-4o-mini']);
  });

  test.each([
    [{}, '{"model":"gpt-4o",}', 'column 18'],
    [{}, `${JSON.stringify(BODY)}\n${JSON.stringify(BODY)}`, '--jsonl'],
    [{}, ' ', 'nothing to estimate'],
    [{ provider: 'nobody' }, JSON.stringify(BODY), 'nobody'],
    [{ balance: 'much' }, JSON.stringify(BODY), 'is no amount'],
    [{ model: ' , ' }, JSON.stringify(BODY), 'names no model'],
  ])('that is not understood (%j, %j) is said so, with exit code 2', async (values, text, words) => {
    const { code, complaints, lines } = await run(values, [], text);
    expect([code, lines]).toEqual([2, []]);
    expect(complaints.join(' ')).toContain(words);
  });

  test('without a price is unknown, never free, with exit code 1', async () => {
    const asked = await run({ json: true }, [JSON.stringify({ ...BODY, model: 'no-such-model' })]);
    expect(asked.code).toBe(1);
    expect(rows(asked.lines)[0]).toMatchObject({ low: null, likely: null, high: null, reserve: null, currency: null });
  });

  test('shows the hard cap beside what is likely, also where the request sets none', async () => {
    const { max_tokens: _bound, ...open } = BODY;
    const { lines } = await run({}, [JSON.stringify(open)]);
    expect(lines[1]).toMatch(/^ {2}about \$\S+ \(\$\S+ to \$\S+, at most \$0\.17\)$/);
    expect(lines.join(' ')).toContain('the answer may have 16,384 tokens');
  });

  test('of nobody that is known says how to name who answers', async () => {
    const text = JSON.stringify({ ...BODY, model: 'no-such-model' });
    expect((await run({}, [text])).lines.join(' ')).toContain('--provider');
    expect((await run({ json: true }, [text])).lines.join(' ')).toContain('--provider');
  });

  test('in a file that is a folder is said so', async () => {
    for (const values of [{}, { jsonl: true }])
      expect((await run(values, [folder])).complaints.join(' ')).toContain('It is a folder.');
  });

  test('in a file that is not there is said so', async () => {
    const { code, complaints } = await run({}, [join(folder, 'nowhere.json')]);
    expect(code).toBe(2);
    expect(complaints.join(' ')).toContain('There is no such file.');
  });
});

describe('many', () => {
  const line = (id: number, body: unknown = BODY) => JSON.stringify({ id, url: URL_CHAT, body });

  test('come out in order, a line each; a bad one is answered, and the run goes on', async () => {
    const text = `\uFEFF${line(1)}\r\n\n{"id":2,"url":"/v1"}\nnonsense\n${line(3, { ...BODY, model: 'no-such-model' })}\n${line(4)}`;
    const { code, lines, complaints } = await run({ jsonl: true }, [], text);
    expect(code).toBe(1);
    const all = rows(lines);
    expect(all.map(({ id }) => id)).toEqual([1, 2, null, 3, 4]);
    expect(all[1]).toMatchObject({ id: 2, line: 3, error: expect.stringContaining('no body') });
    expect(all[2]).toMatchObject({ id: null, line: 4, error: expect.stringContaining('No JSON') });
    expect(all[3]).toMatchObject({ likely: null, currency: null });
    const fields = ['id', 'low', 'likely', 'high', 'reserve', 'currency', 'reasons'];
    for (const each of all) expect(Object.keys(each)).toEqual(expect.arrayContaining(fields));
    expect(complaints).toEqual([expect.stringMatching(/^2 requests: likely \$/), '1 of them unknown, 2 not read.']);
  });

  test('keep their names where they are requests themselves, and say where in the file they break', async () => {
    const { lines } = await run({ jsonl: true }, [], `{"id":5}\n${JSON.stringify({ id: 'six', ...BODY })}\n{"a":}`);
    const all = rows(lines);
    expect(all.map(({ id }) => id)).toEqual([5, 'six', null]);
    expect(all[1].likely).toBeGreaterThan(0);
    expect(all[2]).toMatchObject({ line: 3, error: expect.stringContaining('line 3') });
  });

  test('are told by bytes how far they are, whatever the language; none at all is said so', async () => {
    const path = join(folder, 'chinese.jsonl');
    const body = { ...BODY, messages: [{ role: 'user', content: '你好'.repeat(200) }] };
    writeFileSync(path, `${line(1, body)}\n`.repeat(100));
    expect((await run({ jsonl: true }, [path])).progress).toEqual(['50 requests, 50 %', '100 requests, 99 %', '']);
    expect((await run({ jsonl: true }, [], '\n')).complaints).toEqual(['There is nothing to estimate.']);
  });

  test('are lines of batch files as well, at the price of a batch', async () => {
    const text = [
      { custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body: BODY },
      { custom_id: 'b', params: { model: 'claude-sonnet-4-5', max_tokens: 10, messages: BODY.messages } },
    ];
    const { code, lines } = await run({ jsonl: true }, [], text.map((each) => JSON.stringify(each)).join('\n'));
    expect(code).toBe(0);
    expect(rows(lines).map(({ id, provider }) => [id, provider])).toEqual([
      ['a', 'openai'],
      ['b', 'anthropic'],
    ]);
  });

  test('say what each model would cost, and whether a balance carries it all', async () => {
    const text = Array.from({ length: 120 }, (_none, id) => line(id)).join('\n');
    const asked = await run({ jsonl: true, model: 'gpt-4o,gpt-4o-mini', balance: '$0.02' }, [], text);
    expect(asked.code).toBe(0);
    expect(asked.complaints).toEqual([
      expect.stringMatching(/^gpt-4o: likely \$0\.1/),
      '$0.02 does not carry all of it.',
      expect.stringMatching(/^gpt-4o-mini: likely \$0\.0/),
      '$0.02 carries all of it, also at its dearest.',
    ]);
    expect(asked.progress).toEqual(['50 requests', '100 requests', '']);
  });

  test('are read no faster than their answers leave', async () => {
    let taken = 0;
    async function* endless() {
      for (;;) {
        taken += 1;
        yield `${line(taken)}\n`;
      }
    }
    const controller = new AbortController();
    let release = (): void => {};
    const lines: string[] = [];
    const running = estimateCommand.run({
      values: { jsonl: true },
      operands: [],
      input: Readable.from(endless(), { highWaterMark: 1 }),
      print: (printed) => void lines.push(printed),
      complain: () => {},
      drained: () =>
        new Promise((resolve) => {
          release = resolve;
        }),
      stopped: controller.signal,
    });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect([lines.length, taken < 10]).toEqual([1, true]);
    controller.abort();
    release();
    expect(await running).toBe(1);
  });
});

describe('lines', () => {
  async function* piecesOf(text: string, size: number) {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  }
  const all = async (text: string, size: number, charsMax = 100) => {
    const lines: (string | null)[] = [];
    for await (const { text: one } of readLines(piecesOf(text, size), charsMax)) lines.push(one);
    return lines;
  };

  test.each([1, 2, 3, 100])('in pieces of %i are those of the whole', async (size) => {
    expect(await all('\uFEFFa\r\nbc\n\nd', size)).toEqual(['a', 'bc', '', 'd']);
    expect(await all('a\n', size)).toEqual(['a']);
    expect(await all('', size)).toEqual([]);
  });

  test('that are too long are none, and those behind them are', async () => {
    expect(await all(`${'x'.repeat(50)}\nok\n${'y'.repeat(30)}`, 7, 20)).toEqual([null, 'ok', null]);
  });
});

test.each([
  ['3.92USD', 'USD', '3.92'],
  ['$3.92', 'USD', '3.92'],
  ['¥10', 'CNY', '10'],
  ['1,234.5 cny', 'CNY', '1234.5'],
  ['450 Credits', 'credits', '450'],
  ['7', 'USD', '7'],
  ['$3USD', null, null],
  ['three', null, null],
  ['', null, null],
])('the balance %j is in %s: %s', (text, unit, amount) => {
  const money = readBalance(text);
  expect([money?.unit ?? null, money && toDecimal(money.nano)]).toEqual([unit, amount]);
});
