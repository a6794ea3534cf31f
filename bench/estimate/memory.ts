import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openForecaster } from '../../lib/forecast/forecaster.ts';
import { openRandom } from '../../test/forecast/random.ts';
import { openOurs } from '../../test/tokenizer/encodings.ts';

/** What something keeps in memory, bytes. */
export interface MemoryUse {
  readonly what: string;
  readonly bytes: number;
}

const GROUPS = 200;
const CALLS_EACH = 300;
const ROUNDS = 5;

/** The heap and the buffers of an opened vocabulary, and of a forecaster that has seen many groups. */
export async function measureMemory(): Promise<readonly MemoryUse[]> {
  return [
    { what: 'a vocabulary (o200k_base), opened', bytes: await keptBy(() => openOurs('o200k_base')) },
    { what: `a forecaster of ${GROUPS} groups, ${CALLS_EACH} calls each`, bytes: await keptBy(fillForecaster) },
  ];
}

function fillForecaster(): unknown {
  const forecaster = openForecaster();
  const random = openRandom(1);
  for (let call = 0; call < GROUPS * CALLS_EACH; call++) {
    const inputTokens = Math.round(random.logNormal(6, 1));
    const outputTokens = Math.round(random.logNormal(5, 1));
    forecaster.observe(['any', `model ${call % GROUPS}`], { inputTokens, outputTokens, isCut: false });
  }
  return forecaster;
}

async function keptBy(make: () => unknown): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const used = async (): Promise<number> => {
    // What was only just let go of is given back in a later turn.
    for (let round = 0; round < ROUNDS; round += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      collect();
    }
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  // What is loaded for the first time is not counted.
  make();
  const before = await used();
  const kept = [make()];
  const bytes = (await used()) - before;
  kept.pop();
  return bytes;
}
