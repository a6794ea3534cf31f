import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Forecaster, openForecaster, USUAL_ANSWER } from '../../lib/forecast/forecaster.ts';
import { openScorer, type Score } from '../../lib/forecast/score.ts';
import { openRandom } from './random.ts';

const GROUPS = ['any', 'model'];
const whole = (inputTokens: number, outputTokens: number) => ({ inputTokens, outputTokens, isCut: false });

function learn(forecaster: Forecaster, calls: number, output: (at: number) => number, groups = GROUPS): void {
  for (let at = 0; at < calls; at++) forecaster.observe(groups, whole(100 + at, output(at)));
}

/** Forecasts each answer, then tells it, as a replay does. */
function replay(calls: readonly (readonly [number, number])[], after = 0): Score {
  const forecaster = openForecaster();
  const scorer = openScorer();
  for (const [at, [input, output]] of calls.entries()) {
    const forecast = forecaster.predict(GROUPS, input, null);
    forecaster.observe(GROUPS, whole(input, output));
    if (at >= after) scorer.add(forecast, output);
  }
  return scorer.score();
}

describe('a forecast', () => {
  it('is what is usual where nothing is known, and says so', () => {
    expect(openForecaster().predict(GROUPS, 1000, null)).toEqual({ ...USUAL_ANSWER, calls: 0, basis: null });
  });

  it('leaves what is usual behind as calls come', () => {
    const forecaster = openForecaster();
    learn(forecaster, 200, () => 7);
    expect(forecaster.predict(GROUPS, 100, null)).toMatchObject({ p10: 7, p50: 7, p90: 7, calls: 200, basis: 'model' });
  });

  it('speaks of a new model as of the broader group, and says of which', () => {
    const forecaster = openForecaster();
    learn(forecaster, 100, (at) => 40 + (at % 3), ['any', 'old']);
    expect(forecaster.predict(['any', 'new'], 150, null)).toMatchObject({ calls: 0, basis: 'any' });
    expect(forecaster.predict(['any', 'new'], 150, null).p50).toBeLessThan(60);
  });

  it('never exceeds what the answer cannot exceed, and never falls below a token', () => {
    const forecaster = openForecaster();
    learn(forecaster, 50, (at) => at * 100);
    expect(forecaster.predict(GROUPS, 100, 64)).toMatchObject({ p50: 64, p90: 64 });
    expect(forecaster.predict(GROUPS, 100, 0).p90).toBe(1);
  });

  it('rises from level to level, whatever came', () => {
    const calls = fc.array(fc.tuple(fc.nat(100_000), fc.nat(100_000), fc.boolean()), { maxLength: 80 });
    fc.assert(
      fc.property(calls, fc.nat(1_000_000), (seen, asked) => {
        const forecaster = openForecaster();
        for (const [inputTokens, outputTokens, isCut] of seen) {
          forecaster.observe(GROUPS, { inputTokens, outputTokens, isCut });
        }
        const { p10, p50, p90, p95 } = forecaster.predict(GROUPS, asked, null);
        expect(p10 >= 1 && p10 <= p50 && p50 <= p90 && p90 <= p95 && Number.isSafeInteger(p95)).toBe(true);
      }),
    );
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('learns nothing from a count of %s', (count) => {
    const forecaster = openForecaster();
    forecaster.observe(GROUPS, whole(count, 5));
    forecaster.observe(GROUPS, whole(5, count));
    expect(forecaster.save()).toEqual([]);
  });

  it('goes on after a restart as if there had been none', () => {
    const random = openRandom(7);
    const one = openForecaster();
    for (let at = 0; at < 700; at++) {
      const outputTokens = Math.round(random.logNormal(5, 1));
      one.observe(GROUPS, { inputTokens: Math.round(random.logNormal(6, 1)), outputTokens, isCut: at % 9 === 0 });
    }
    const other = openForecaster(JSON.parse(JSON.stringify(one.save())));
    for (const input of [1, 300, 4000])
      expect(other.predict(GROUPS, input, null)).toEqual(one.predict(GROUPS, input, null));
  });

  it('keeps a bounded number of groups, and those that are used', () => {
    const forecaster = openForecaster();
    for (let at = 0; at < 1000; at++) forecaster.observe(['any', `model ${at}`], whole(1, 1));
    const names = forecaster.save().map(([name]) => name);
    expect(names.length).toBe(200);
    expect(names).toContain('any');
    expect(names).toContain('model 999');
  });
});

describe('how right it is', () => {
  it('follows the size of the input where that tells the answer', () => {
    const random = openRandom(1);
    const forms = [60, 400, 2000, 9000];
    const calls = Array.from({ length: 2000 }, () => {
      const input = forms[Math.floor(random.next() * forms.length)] ?? 0;
      return [input, Math.round(input / 4 + random.logNormal(2, 0.5))] as const;
    });
    expect(replay(calls, 400).medianError).toBeLessThan(0.06);
  });

  it('keeps four in five answers inside where size tells nothing', () => {
    const random = openRandom(2);
    const calls = Array.from(
      { length: 3000 },
      () => [Math.round(random.logNormal(7, 1)), Math.round(random.logNormal(5, 0.9))] as const,
    );
    expect(replay(calls).inside).toBeGreaterThan(0.77);
    expect(replay(calls).inside).toBeLessThan(0.84);
  });

  it('19 of 20 answers are no longer than the last level says, with a long tail too', () => {
    const random = openRandom(5);
    const forecaster = openForecaster();
    let kept = 0;
    const CALLS = 4000;
    for (let at = 0; at < CALLS; at++) {
      const input = Math.round(random.logNormal(6, 1));
      const output = Math.round(random.logNormal(5, 1.2));
      if (output <= forecaster.predict(GROUPS, input, null).p95) kept++;
      forecaster.observe(GROUPS, whole(input, output));
    }
    expect(kept / CALLS).toBeGreaterThan(0.94);
    expect(kept / CALLS).toBeLessThan(0.965);
  });

  it('what was saved before there was that level goes on, and learns it', () => {
    const random = openRandom(6);
    const known = openForecaster();
    for (let at = 0; at < 300; at++) known.observe(GROUPS, whole(100, Math.round(random.logNormal(5, 0.6))));
    const older = known.save().map(([name, { calls, shares }]) => {
      const isOld = (_value: number, at: number): boolean => at % 4 < 3;
      const old = { ...shares, losses: shares.losses.filter(isOld), offsets: shares.offsets.filter(isOld) };
      return [name, { calls, shares: old }] as const;
    });
    const { p95: _, ...said } = known.predict(GROUPS, 100, null);
    const again = openForecaster(older).predict(GROUPS, 100, null);
    expect(again).toMatchObject(said);
    expect(again.p95).toBeGreaterThan(again.p90);
  });

  it('is right again some hundred calls after habits changed', () => {
    const random = openRandom(3);
    const calls = Array.from(
      { length: 2400 },
      (_none, at) => [200, Math.round(random.logNormal(at < 1200 ? 4 : 6, 0.5))] as const,
    );
    const { inside } = replay(calls, 1800);
    expect(inside).toBeGreaterThan(0.74);
    expect(inside).toBeLessThan(0.87);
  });

  it('knows that an answer that was cut would have been longer', () => {
    const random = openRandom(4);
    const honest = openForecaster();
    const blind = openForecaster();
    for (let at = 0; at < 400; at++) {
      const answer = Math.round(random.logNormal(5.5, 0.6));
      // One in two may not say more than 200.
      const most = at % 2 === 0 ? 200 : 100_000;
      const call = { inputTokens: 100, outputTokens: Math.min(answer, most) };
      honest.observe(GROUPS, { ...call, isCut: answer > most });
      blind.observe(GROUPS, { ...call, isCut: false });
    }
    const right = Math.exp(5.5);
    const [said, saidBlindly] = [honest, blind].map((forecaster) => forecaster.predict(GROUPS, 100, null).p50);
    expect(Math.abs(Math.log((said ?? 1) / right))).toBeLessThan(0.12);
    expect(Math.abs(Math.log((saidBlindly ?? 1) / right))).toBeGreaterThan(0.15);
  });
});
