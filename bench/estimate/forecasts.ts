import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { readTrace } from '../../companion/accuracy/read-trace.ts';
import { openForecaster } from '../../lib/forecast/forecaster.ts';
import { openScorer, type Score } from '../../lib/forecast/score.ts';
import { openRandom } from '../../test/forecast/random.ts';
import { quantile } from '../page/statistics.ts';

/** How right forecasts of a generated trace are, and how long one and its observation take. */
export interface ForecastScore extends Score {
  readonly trace: string;
  readonly p95Us: number;
}

interface Call {
  readonly model: string;
  readonly input: number;
  readonly output: number;
}

const CALLS = 10_000;

/** Habits that differ in what tells how long an answer will be. */
const TRACES: Readonly<Record<string, () => readonly Call[]>> = {
  'forms, filled in again and again': () =>
    make(11, (random) => {
      const input = [80, 400, 1500, 6000][Math.floor(random.next() * 4)] ?? 0;
      return {
        model: 'one',
        input: Math.round(input * (1 + random.next() / 50)),
        output: input / 5 + random.logNormal(3, 0.4),
      };
    }),
  'size tells nothing': () =>
    make(12, (random) => ({
      model: 'one',
      input: random.logNormal(7, 1),
      output: random.logNormal(random.next() < 0.5 ? 2 : 4, 0.8),
    })),
  'four models': () =>
    make(13, (random) => {
      const model = Math.floor(random.next() ** 2 * 4);
      const input = random.logNormal(5, 1.3);
      return { model: `model ${model}`, input, output: random.logNormal(3 + model + Math.log(input) / 10, 0.7) };
    }),
  'habits change': () =>
    make(14, (random, at) => ({
      model: 'one',
      input: random.logNormal(6, 1),
      output: random.logNormal(4 + (Math.floor(at / 2000) % 3), 0.7),
    })),
};

function make(seed: number, call: (random: ReturnType<typeof openRandom>, at: number) => Call): readonly Call[] {
  const random = openRandom(seed);
  return Array.from({ length: CALLS }, (_none, at) => {
    const { model, input, output } = call(random, at);
    return { model, input: Math.round(input), output: Math.max(1, Math.round(output)) };
  });
}

/** Forecasts each call before it comes: of each generated trace, and of each file (CSV, as `accuracy --replay` takes it). */
export async function scoreForecasts(files: readonly string[] = []): Promise<readonly ForecastScore[]> {
  const generated = Object.entries(TRACES).map(([trace, makeCalls]) => [trace, makeCalls()] as const);
  const read = await Promise.all(files.map(async (file) => [basename(file), await readCalls(file)] as const));
  return [...generated, ...read].map(([trace, calls]) => scoreTrace(trace, calls));
}

async function readCalls(file: string): Promise<readonly Call[]> {
  const calls: Call[] = [];
  for await (const { model, inputTokens, outputTokens } of readTrace(createReadStream(file), () => {})) {
    calls.push({ model: model ?? 'one', input: inputTokens, output: outputTokens });
  }
  return calls;
}

function scoreTrace(trace: string, calls: readonly Call[]): ForecastScore {
  const forecaster = openForecaster();
  const scorer = openScorer();
  const times = calls.map(({ model, input, output }) => {
    const start = performance.now();
    const forecast = forecaster.predict(['any', model], input, null);
    forecaster.observe(['any', model], { inputTokens: input, outputTokens: output, isCut: false });
    const us = (performance.now() - start) * 1000;
    scorer.add(forecast, output);
    return us;
  });
  return { trace, ...scorer.score(), p95Us: quantile(times, 0.95) };
}
