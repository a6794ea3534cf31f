import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../../../companion/commands/command.ts';
import { sandboxCommand } from '../../../companion/commands/sandbox.ts';
import { readDress } from '../../../companion/commands/sandbox-coat.ts';

const thrown = (work: () => unknown): Error => {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
};

describe('sandbox --as', () => {
  it('says what is not understood, why, and what there is', () => {
    for (const [values, said] of [
      [{ as: 'nobody' }, 'no coat "nobody"'],
      [{ as: 'sandbox' }, 'no coat "sandbox"'],
      [{ as: 'deepseek', balance: '1.0e3' }, '"1.0e3" is no balance'],
      [{ as: 'deepseek', balance: '-1' }, '"-1" is no balance'],
      [{ as: 'deepseek', scenario: 'bad' }, 'depleted, frozen'],
      [{ scenario: 'in-flight' }, 'no scenario "in-flight" without --as'],
      [{ as: 'moonshot', scenario: 'key-limit' }, 'Recorded are: depleted, not-enough, frozen.'],
      [{ as: 'deepinfra', scenario: 'depleted' }, 'No refusal of it was recorded'],
    ] as const) {
      const error = thrown(() => readDress(values));
      expect([values, error.message]).toEqual([values, expect.stringContaining(said)]);
      expect(error).toMatchObject({ name: 'UserError', exitCode: 2 });
    }
  });

  it('takes balances in what the provider counts in, and other places’ names of scenarios', () => {
    expect(readDress({ as: 'deepseek', balance: '0.02', scenario: 'frozen' })).toMatchObject({
      scenario: 'frozen',
      options: { openingNano: 20_000_000n, coat: { id: 'deepseek', unit: 'USD' } },
    });
    expect(readDress({ as: 'elevenlabs' }).options).toMatchObject({
      openingNano: 10n ** 12n,
      coat: { unit: 'credits' },
    });
    expect(readDress({ as: 'gemini' }).options.coat?.id).toBe('google-gemini');
    expect(readDress({ as: 'openai', scenario: 'rate-limit' }).scenario).toBe('rate-limited');
    expect(readDress({ as: 'venice', scenario: 'own-limit' }).scenario).toBe('key-limit');
    expect(readDress({})).toEqual({ pattern: null, scenario: null, options: {} });
  });

  it('says where it is and what it is, for people and for scripts, and lists every coat', async () => {
    const run = async (values: CommandContext['values']): Promise<readonly string[]> => {
      const lines: string[] = [];
      const stopped = AbortSignal.abort();
      const context = { values, operands: [], print: (line: string) => void lines.push(line), stopped };
      expect(await sandboxCommand.run(context as unknown as CommandContext)).toBe(0);
      return lines;
    };
    const told = (await run({ as: 'deepseek', balance: '0.02', scenario: 'depleted', port: '0' })).join('\n');
    expect(told).toContain('running as DeepSeek');
    expect(told).toContain('0 USD (depleted)');
    const frozen = (await run({ as: 'deepseek', balance: '0.02', scenario: 'frozen', port: '0' })).join('\n');
    expect(frozen).toContain('0 USD usable, 0.02 USD frozen (frozen)');
    const [json = ''] = await run({ as: 'deepseek', balance: '0.02', json: true, port: '0' });
    expect(JSON.parse(json)).toMatchObject({
      as: 'deepseek',
      balance: { unit: 'USD', amount: '0.02' },
      scenario: 'normal',
    });
    expect((await run({ list: true })).length).toBeGreaterThan(50);
    const [listed = ''] = await run({ list: true, json: true });
    expect(JSON.parse(listed).coats).toContainEqual({
      ...{ id: 'serper', name: 'Serper', unit: 'credits', wires: ['metered'] },
      scenarios: ['depleted', 'not-enough', 'frozen'],
    });
  });
});
