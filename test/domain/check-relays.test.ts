import { describe, expect, it } from 'vitest';
import { type AccountCheck, type CountedRecord, checkRelays } from '../../lib/domain/check-relays.ts';
import { explainRelay } from '../../lib/domain/explain-relay.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { historyOf } from './counted-records.ts';

const by = ({ account }: CountedRecord): string => account ?? '';
const check = (records: readonly CountedRecord[]) => checkRelays(records, by, () => null);
const instant = (at: number): string => new Date(at).toISOString();
const said = (account: AccountCheck, language: 'en' | 'zh' = 'en') => {
  const view = explainRelay(account, 'My relay', instant);
  return { ...view, lines: view.lines.map((text) => renderText(text, language)) };
};
function accountOf(records: readonly CountedRecord[], id: string): AccountCheck {
  const found = check(records)[0]?.accounts.find(({ account }) => account === id);
  if (found === undefined) throw new Error('there is no such account');
  return found;
}

const padded = (tokens: number): number => tokens * 1.4;

describe('a relay', () => {
  it('that bills what there is does so as expected', () => {
    const view = said(accountOf(historyOf({ account: 'a:1', calls: 40 }), 'a:1'));
    expect(view.finding).toBe('usual');
    expect(view.lines[0]).toMatch(/^Sent: as expected: \+0 % \(expected −\d+ % to \+\d+ %\)$/);
    expect([view.could, view.note]).toEqual([[], []]);
  });

  it('that bills 40 % more is said with what counting explains, what could be, and what to show support', () => {
    const view = said(accountOf(historyOf({ account: 'b:1', calls: 40, bill: padded }), 'b:1'));
    expect(view.finding).toBe('more');
    expect(view.lines[0]).toMatch(/^Sent: more than counting explains: \+(39|40|41) % \(expected −1\d % to \+1\d %\)$/);
    expect(view.could.map(({ key }) => key)).toEqual([
      'rel.could.prompt',
      'rel.could.thoughts',
      'rel.could.vocabulary',
      'rel.could.texts',
      'rel.could.factor',
    ]);
    const note = view.note.map((text) => renderText(text, 'en'));
    expect(note[0]).toBe('b, My relay, gpt-4o: tokens billed beside tokens counted');
    expect(note).toHaveLength(2 + view.lines.length + 20);
    expect(note.at(-20)).toMatch(/^2026-11-21T12:00:00\.000Z {2}req_0 {2}\d+ \/ \d+ {2}\d+ \/ \d+$/);
  });

  it('accuses nobody', () => {
    const view = said(accountOf(historyOf({ account: 'b:1', calls: 40, bill: padded }), 'b:1'));
    const words = [...view.lines, ...view.could.map((text) => renderText(text, 'en'))].join(' ');
    expect(words).not.toMatch(/cheat|fraud|dishonest|steal|lie[sd]?\b|wrong/i);
  });

  it('is held against other accounts with the same model, by whatever name sellers have for it', () => {
    const records = [
      ...historyOf({ account: 'a:1', model: 'anthropic/claude-sonnet-4', calls: 40, bill: (tokens) => tokens * 1.2 }),
      ...historyOf({ account: 'b:1', model: 'claude-sonnet-4', calls: 40, bill: (tokens) => tokens * 1.2 * 1.4 }),
    ];
    const [model, ...others] = check(records);
    expect([model?.model, others]).toEqual(['claude-sonnet-4', []]);
    const [honest, more] = ['a:1', 'b:1'].map((id) => said(accountOf(records, id)));
    expect(honest?.finding).toBe('usual');
    expect(more?.finding).toBe('more');
    expect(more?.lines[0]).toMatch(/as expected: \+40 %/);
    expect(more?.lines[1]).toMatch(/^Sent: more than your other accounts are billed for this model: \+40 %/);
  });

  it('that bills as all others do says rather how the model counts', () => {
    const records = ['a:1', 'b:1'].flatMap((account) => historyOf({ account, calls: 40, bill: padded }));
    expect(said(accountOf(records, 'a:1')).lines.join()).toContain('rather how this model counts');
  });

  it('with a prompt of its own has the same tokens on each call', () => {
    const view = said(accountOf(historyOf({ account: 'a:1', calls: 40, bill: (tokens) => tokens + 350 }), 'a:1'));
    expect(view.lines.join('\n')).toMatch(/Sent: about 3[3-6]\d tokens seem to come on top of each call/);
  });

  it('that some calls are dear at says how many, and how many are usual', () => {
    const bill = (tokens: number, index: number): number => (index % 6 === 5 ? tokens * 2.5 : tokens);
    const view = said(accountOf(historyOf({ account: 'a:1', calls: 60, bill }), 'a:1'));
    expect(view.finding).toBe('more');
    expect(view.lines.join('\n')).toContain('10 answers were billed far above the others; up to 5 are usual.');
  });

  it('says what was left out, and why', () => {
    const change = { input: 'media', output: 'tools' } as const;
    const records = historyOf({ account: 'a:1', calls: 12, change: () => change });
    const view = said(accountOf(records, 'a:1'));
    expect(view.finding).toBe('nothing');
    expect(view.lines).toEqual([
      'Not compared: 12 with pictures, sound or files.',
      'Not compared: 12 with tools or searches.',
    ]);
  });

  it('whose model may think unseen is compared only where it says how much', () => {
    const hidden = accountOf(historyOf({ account: 'a:1', model: 'gpt-5', calls: 20 }), 'a:1');
    expect(hidden).toMatchObject({
      input: { kind: 'usual' },
      output: { kind: 'few', calls: 0 },
      left: { reasoning: 20 },
    });
    const change = (counted: CountedRecord['counted']) => ({ ...counted, thought: 30 });
    const stated = accountOf(historyOf({ account: 'a:1', model: 'gpt-5', calls: 20, change }), 'a:1');
    expect(stated).toMatchObject({ output: { kind: 'usual' }, left: {} });
    expect(said(stated).lines.join()).toMatch(/\d+ % of the answer tokens billed are thoughts/);
  });

  it('has too few calls until there are enough', () => {
    const view = said(accountOf(historyOf({ account: 'a:1', calls: 4, bill: padded }), 'a:1'), 'zh');
    expect(view.finding).toBe('few');
    expect(view.lines[0]).toBe('发送：次数太少，还不能判断：已有 4 次，需要 10 次');
  });

  it('is counted by the wire’s own vocabulary where the request was', () => {
    const records = historyOf({
      account: 'a:1',
      model: 'claude-sonnet-4',
      wire: 'anthropic-messages',
      calls: 30,
      change: ({ input, ...rest }) =>
        typeof input === 'string' ? { ...rest, input } : { ...rest, input: { ...input, counted: input.counted } },
    });
    const { input } = accountOf(records, 'a:1');
    // What is counted there is Claude's tokens already: billed as counted is in the middle.
    expect(input.kind !== 'few' && Math.abs(input.middle)).toBeLessThan(0.05);
  });
});

describe('real money for an answer', () => {
  it('is the median, the mean, and for a thousand tokens as we counted them', () => {
    const spent = accountOf(historyOf({ account: 'a:1', calls: 13 }), 'a:1').spent;
    expect(spent?.calls).toBe(13);
    expect(spent?.mean.nano).toBeGreaterThan(spent?.median.nano ?? 0n);
    expect(spent?.perThousand?.unit).toBe('USD');
    const dear = accountOf(historyOf({ account: 'a:1', calls: 13, bill: (tokens) => tokens * 2 }), 'a:1').spent;
    expect(Number(dear?.perThousand?.nano) / Number(spent?.perThousand?.nano)).toBeCloseTo(2, 3);
  });

  it('is not known where no cost is', () => {
    const records = historyOf({ account: 'a:1', calls: 13 }).map((record) => ({ ...record, cost: null }));
    expect(accountOf(records, 'a:1').spent).toBeNull();
  });

  it('is in the unit that most calls have', () => {
    const records = historyOf({ account: 'a:1', calls: 13 }).map((record, index) =>
      index < 4 && record.cost ? { ...record, cost: { ...record.cost, unit: 'CNY' } } : record,
    );
    expect(accountOf(records, 'a:1').spent).toMatchObject({ calls: 9, median: { unit: 'USD' } });
  });
});
