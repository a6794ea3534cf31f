import { stripVTControlCharacters } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Running, runCompanion } from './running-companion.ts';
import { runCommand } from './start-command.ts';

let running: Running;
let run: (...args: readonly string[]) => ReturnType<typeof runCommand>;

beforeEach(async () => {
  running = await runCompanion();
  const env = { PATH: process.env.PATH, TOLLKEEPER_HOME: running.folder, TZ: 'UTC', NO_COLOR: '1' };
  run = (...args) => runCommand(args, { env });
});

const put = (id: string, body: object) => running.ask('PUT', `/api/v1/budgets/${id}`, { body });
const labelled = (label: string) => ({ 'tollkeeper-label': label });
const SHARES = ['production=60%', 'development=20%:development,test', 'reserve=20%'];

describe('tollkeeper envelopes', { timeout: 60_000 }, () => {
  it('shares a budget out, moves, tells what was done, and ends it', async () => {
    expect((await run('envelopes')).out).toContain('tollkeeper envelopes set <budget>');
    await put('monthly', { limit: '50' });
    const set = await run('envelopes', 'set', ...SHARES, '--emergency', '1.5');
    expect([set.code, set.out]).toEqual([
      0,
      [
        'monthly: 50 USD a month',
        'Envelope     Labels             Share  Moved  Spent  Held  Left  Limit',
        'production   production            60      –      0     0    30     30',
        'development  development, test     20      –      0     0    10     10',
        'reserve      all others            20      –      0     0    10     10',
        'The last 1.5 USD are kept from: development, test.',
        '',
      ].join('\n'),
    ]);
    const moved = await run('envelopes', 'move', '5', 'USD', '--from', 'reserve', '--to', 'development', '--json');
    expect(JSON.parse(moved.out).budgets).toMatchObject([
      {
        id: 'monthly',
        envelopes: [{ limitNow: '30' }, { moved: '5', limitNow: '15' }, { moved: '-5', left: '5' }],
        emergency: { amount: '1.5', stopsFirst: ['development', 'test'] },
      },
    ]);
    // Set again as it was, by a script: nothing is taken back.
    await run('envelopes', 'set', 'monthly', ...SHARES);
    await put('monthly', { limit: '100' });
    const { body } = await running.ask('GET', '/api/v1/envelopes');
    expect(body.budgets[0].envelopes.map(({ limitNow }: { limitNow: string }) => limitNow)).toEqual(['60', '25', '15']);
    const { out } = await run('envelopes', 'history');
    expect(out.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'T')).toBe(
      [
        'T  shared out: production 60, development 20, reserve 20',
        'T  5 USD from reserve to development, until T',
        'T  shared out: production 60, development 20, reserve 20',
        '',
      ].join('\n'),
    );
    expect(JSON.parse((await run('envelopes', 'history', 'monthly', '--json')).out).history).toHaveLength(3);
    expect((await run('envelopes', 'rm')).out).toContain('No budget is shared out.');
    expect((await run('budgets')).out).toContain('monthly');
  });

  it.each<readonly [readonly string[], number, string]>([
    [['set', 'monthly', 'production=60%', 'reserve=20%'], 2, 'come to 80 %'],
    [['set', 'monthly', 'production=60'], 1, 'exactly one envelope must have no labels'],
    [['set', 'monthly', 'production', 'reserve=1'], 2, '"production" is one word too many'],
    [['set', 'production=a', 'reserve=1'], 2, '"production=a" is no share'],
    [['set', 'monthly'], 2, 'production=60 reserve=40'],
    [['set', 'reserve=1', '--stops-first', 'test'], 2, '--emergency'],
    [['set', 'reserve=1', '--emergency', 'much'], 1, '"much" is no amount'],
    [['set', 'nowhere', 'reserve=1'], 1, 'there is no budget "nowhere"'],
    [['move', '5'], 2, '--from'],
    [['move', '5', 'EUR', '--from', 'reserve', '--to', 'test'], 1, 'is in USD, and EUR cannot be moved'],
    [['move', '5', '--from', 'reserve', '--to', 'nobody'], 1, 'no such envelope'],
    [['move', '7', '--from', 'reserve', '--to', 'test'], 1, 'has 5 USD that are neither spent nor held'],
    [['move', '0', '--from', 'reserve', '--to', 'test'], 1, 'above 0'],
    [['history', 'nowhere'], 1, 'there is no budget "nowhere"'],
    [['shout'], 2, '"shout" is none of that'],
  ])('%j is refused, and nothing is changed', async (words, code, said) => {
    await put('monthly', { limit: '10' });
    await running.ask('PUT', '/api/v1/budgets/monthly/envelopes', {
      body: {
        shares: [
          { name: 'test', share: 1, labels: ['test'] },
          { name: 'reserve', share: 1 },
        ],
      },
    });
    const before = (await running.ask('GET', '/api/v1/envelopes')).text;
    const { code: ended, err } = await run('envelopes', ...words);
    expect([ended, err.replaceAll(/\s+/g, ' ')]).toEqual([code, expect.stringContaining(said)]);
    expect((await running.ask('GET', '/api/v1/envelopes')).text).toBe(before);
  });

  it('asks which budget is meant where there are several, and says that there is none', async () => {
    expect((await run('envelopes', 'rm')).err).toContain('There is no budget yet');
    await put('one', { limit: '1' });
    await put('two', { limit: '1' });
    expect((await run('envelopes', 'set', 'reserve=1')).err).toContain('one, two');
    expect((await running.ask('DELETE', '/api/v1/budgets/one/envelopes')).status).toBe(404);
  });
});

describe('calls and envelopes', { timeout: 60_000 }, () => {
  const tight = async () => {
    await put('monthly', { limit: '0.001' });
    const shares = [
      { name: 'production', share: 6, labels: ['production'] },
      { name: 'development', share: 1, labels: ['development', 'test'] },
      { name: 'reserve', share: 3 },
    ];
    return running.ask('PUT', '/api/v1/budgets/monthly/envelopes', { body: { shares } });
  };

  it('one that its envelope cannot pay is stopped and told how to move money; moved as it says, it goes', async () => {
    await tight();
    const long = { max_tokens: 200 };
    const refused = await running.chat(long, labelled('test'));
    expect(refused.status).toBe(402);
    const { problem } = refused.body.error;
    expect(problem.detail).toContain('The envelope "development" of the budget "monthly" has 0.0001 left');
    expect(problem['violated-policies']).toEqual(['envelope:monthly/development']);
    const [option] = problem.options as readonly { kind: string; text: string }[];
    expect(option?.kind).toBe('move-envelope');
    const words = /tollkeeper (envelopes move .*)$/.exec(option?.text ?? '')?.[1]?.split(' ') ?? [];
    expect((await run(...words)).code).toBe(0);
    expect((await running.chat(long, labelled('test'))).status).toBe(200);
    const status = stripVTControlCharacters((await run('status')).out);
    expect(status).toMatch(/^ {2}development +[█░]{16} +\d+ % \$[\d.]+ of \$[\d.]+ left$/m);
    expect(status).toMatch(/^ {2}production +░{16} +0 % \$0.0006 of \$0.0006 left$/m);
    const { body } = await running.ask('POST', '/api/v1/estimate', {
      body: { provider: 'sandbox', request: { model: 'toll-mini', messages: [], max_tokens: 5 }, label: 'production' },
    });
    expect(body.budgets.map(({ id }: { id: string }) => id)).toEqual(['monthly', 'monthly/production']);
  });

  it('at once, they never take more of an envelope than it has, nor of another one', async () => {
    await tight();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        running.chat({}, labelled(['production', 'test', 'other'][index % 3] ?? '')),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 402]));
    const { body } = await running.ask('GET', '/api/v1/envelopes');
    const [budget] = body.budgets;
    for (const { spent, held, limitNow, over } of budget.envelopes) {
      expect([Number(spent) + Number(held) <= Number(limitNow), Number(spent) > 0, over]).toEqual([
        true,
        true,
        undefined,
      ]);
    }
    const sum = budget.envelopes.reduce((all: number, { spent }: { spent: string }) => all + Number(spent) * 1e9, 0);
    expect(Math.round(sum)).toBe(Math.round(Number(budget.spent) * 1e9));
  });
});
