import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { get_encoding, type Tiktoken, type TiktokenEncoding } from 'tiktoken';
import { afterAll, describe, expect, it } from 'vitest';
import { kindRatios } from '../../lib/domain/kind-ratios.ts';
import { type CountHabit, type CountSample, learnCount, ruleOf } from '../../lib/domain/learn-vocabulary.ts';
import { openRandom } from '../forecast/random.ts';

const opened = new Map<string, Tiktoken>();
const encoding = (name: TiktokenEncoding): Tiktoken => {
  const known = opened.get(name) ?? get_encoding(name);
  opened.set(name, known);
  return known;
};
afterAll(() => {
  for (const one of opened.values()) one.free();
});

const read = (name: string): string => readFileSync(join(import.meta.dirname, 'written', `${name}.txt`), 'utf8');
const KINDS = [
  /\p{Script=Latin}/u,
  /\p{Nd}/u,
  /^\s+$/u,
  /[\p{P}\p{S}]/u,
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u,
];

/** Tokens of o200k_base by what they are made of: what a counter says of a text. */
function kindsOf(text: string): number[] {
  const kinds = [0, 0, 0, 0, 0, 0];
  const o200k = encoding('o200k_base');
  for (const token of o200k.encode(text, [], [])) {
    const written = new TextDecoder().decode(o200k.decode_single_token_bytes(token));
    const kind = KINDS.findIndex((pattern) => pattern.test(written));
    kinds[kind < 0 ? 5 : kind] = (kinds[kind < 0 ? 5 : kind] ?? 0) + 1;
  }
  return kinds;
}

const russian =
  'Съешь ещё этих мягких французских булок, да выпей же чаю. Широкая электрификация южных губерний даст мощный толчок подъёму сельского хозяйства. ';
/** Written by people, as the project had it one day: what changes is no measure. */
const CORPORA = {
  prose: read('prose'),
  code: read('code'),
  json: read('json'),
  chinese: read('chinese'),
  russian: russian.repeat(80),
  figures: Array.from({ length: 4000 }, (_, at) => `${(at * 7919) % 100_003},${(at * 104_729) % 999_983}`).join('\n'),
};
type Corpus = keyof typeof CORPORA;

interface User {
  readonly name: string;
  readonly writes: readonly Corpus[];
}
const USERS: readonly User[] = [
  { name: 'prose', writes: ['prose'] },
  { name: 'code', writes: ['code'] },
  { name: 'Chinese', writes: ['chinese'] },
  { name: 'Russian', writes: ['russian'] },
  { name: 'figures', writes: ['figures'] },
  { name: 'all of it', writes: ['prose', 'code', 'json', 'chinese', 'russian', 'figures'] },
];
const OVERHEAD = 8;
const HIDDEN = 900;

/** One call after the other: how far a forecast lies from what is billed, with what was learned and without. */
function play(
  vocabulary: TiktokenEncoding,
  { writes }: User,
  { calls, wild = 0 }: { readonly calls: number; readonly wild?: number },
) {
  const { next: random } = openRandom(7);
  const prior = kindRatios('some-model');
  let habit: CountHabit | null = null;
  const [learned, stated]: [number[], number[]] = [[], []];
  for (let call = 0; call < calls; call++) {
    const corpus = CORPORA[writes[Math.floor(random() * writes.length)] ?? 'prose'];
    const length = Math.round(200 * 20 ** random());
    const start = Math.floor(random() * Math.max(1, corpus.length - length));
    const text = corpus.slice(start, start + length);
    const kinds = kindsOf(text);
    const billed = encoding(vocabulary).encode(text, [], []).length + OVERHEAD;
    const off = (forecast: number) => Math.abs(forecast - billed) / billed;
    const by = ({ ratios, more }: { readonly ratios: readonly number[]; readonly more: number }) =>
      kinds.reduce((sum, tokens, kind) => sum + tokens * (ratios[kind] ?? 1), more);
    if (call >= calls / 2) {
      learned.push(off(by(ruleOf(habit, prior))));
      stated.push(off(by({ ratios: prior, more: 0 })));
    }
    // Now and then somebody puts in what nobody saw.
    const sample: CountSample = { kinds, around: 0, billed: billed + (random() < wild ? HIDDEN * 8 : 0) };
    habit = learnCount(habit, sample, prior);
  }
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  return { learned: median(learned), stated: median(stated) };
}

describe.each(['cl100k_base', 'p50k_base', 'r50k_base'] as const)('a model that counts by %s', (vocabulary) => {
  it.each(USERS)('is forecast closer after 30 calls of who sends $name than by the stated prior', (user) => {
    const { learned, stated } = play(vocabulary, user, { calls: 60 });
    expect({ user: user.name, learned, stated, isCloser: learned < stated }).toMatchObject({ isCloser: true });
    expect(learned).toBeLessThan(user.writes.length > 1 ? 0.12 : 0.08);
  });

  it('is so too where one call of ten has a prompt that nobody saw', () => {
    for (const user of USERS.slice(0, 2)) {
      const { learned, stated } = play(vocabulary, user, { calls: 60, wild: 0.1 });
      expect({ learned, stated, isClose: learned < Math.max(stated, 0.06) }).toMatchObject({ isClose: true });
    }
  });
});

describe('what is learned', () => {
  const prior = kindRatios('claude-3-opus');
  const sample = (more: Partial<CountSample> = {}): CountSample => ({
    kinds: [800, 50, 40, 100, 0, 0],
    around: 12,
    billed: 1500,
    ...more,
  });

  it('takes as much room after a thousand calls as after one', () => {
    let habit = learnCount(null, sample(), prior);
    const { length } = JSON.stringify(habit?.squares.map(() => 0));
    for (let call = 0; call < 1000; call++) habit = learnCount(habit, sample({ billed: 1400 + (call % 100) }), prior);
    expect(JSON.stringify(habit?.squares.map(() => 0)).length).toBe(length);
    expect(habit?.calls).toBe(1001);
  });

  it('is the prior until there is something, and where what was kept is of another form', () => {
    expect(ruleOf(null, prior)).toMatchObject({ ratios: prior, more: 0, calls: 0 });
    expect(ruleOf({ calls: 9, squares: [1, 2], products: [1], spread: 0.1 }, prior)).toMatchObject({
      ratios: prior,
      calls: 0,
    });
  });

  it.each([
    ['no text', sample({ kinds: [0, 0, 0, 0, 0, 0] })],
    ['nothing billed', sample({ billed: 0 })],
    ['kinds that are others', sample({ kinds: [5, 900] })],
    ['no number', sample({ billed: Number.NaN })],
  ])('is nothing of a call with %s', (_what, odd) => {
    expect(learnCount(null, odd, prior)).toBeNull();
  });

  it('finds what comes on top of each call: a prompt of the relay’s own', () => {
    let habit: CountHabit | null = null;
    for (let call = 0; call < 40; call++) {
      const tokens = 50 + ((call * 37) % 900);
      habit = learnCount(
        habit,
        { kinds: [tokens, 0, 0, 0, 0, 0], around: 7, billed: Math.round(tokens * 1.1) + 7 + 300 },
        prior,
      );
    }
    const { ratios, more } = ruleOf(habit, prior);
    expect(more).toBeGreaterThan(250);
    expect(more).toBeLessThan(350);
    expect(ratios[0]).toBeCloseTo(1.1, 1);
  });

  it('stays within bounds, whatever is billed', () => {
    const tokens = fc.integer({ min: 0, max: 1_000_000 });
    const odd = fc.record({
      kinds: fc.array(tokens, { minLength: 6, maxLength: 6 }),
      around: tokens,
      billed: fc.oneof(tokens, fc.constant(1e12)),
    });
    fc.assert(
      fc.property(fc.array(odd, { maxLength: 30 }), (samples) => {
        let habit: CountHabit | null = null;
        for (const one of samples) habit = learnCount(habit, one, prior);
        const { ratios, more } = ruleOf(habit, prior);
        expect(ratios.every((ratio) => ratio >= 0.4 && ratio <= 4)).toBe(true);
        expect(more >= -30 && more <= 20_000).toBe(true);
      }),
    );
  });
});
