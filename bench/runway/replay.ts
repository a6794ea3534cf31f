import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { readTrace } from '../../companion/accuracy/read-trace.ts';
import { heldOutProcesses } from './held-out.ts';
import { otherProcesses } from './other-processes.ts';
import { type Process, processes, replayed } from './processes.ts';

/** What a token of the input and of the answer costs, as of a model of the middle: only their ratio matters. */
const RATES = { input: 2.5e-3, output: 10e-3 };

/** Months out of the calls of a trace (CSV), in their order, each series from another place on. */
export async function readReplay(path: string): Promise<readonly Process[]> {
  const costs: number[] = [];
  const complain = (line: string): void => console.error(line);
  for await (const { inputTokens, outputTokens } of readTrace(createReadStream(path), complain)) {
    costs.push(inputTokens * RATES.input + outputTokens * RATES.output);
  }
  if (costs.length === 0) throw new Error(`[bench] ${path} has no calls`);
  const name = basename(path);
  return [
    { name: `${name}, weekly`.slice(0, 40), kind: 'weekly', isHeldOut: false, play: replayed(costs, 6, 0.3) },
    { name: `${name}, few calls`.slice(0, 40), kind: 'weekly', isHeldOut: false, play: replayed(costs, 0.5, 0.8) },
  ];
}

/** Those of the table, and those of the traces that are named. */
export async function allProcesses(traces: readonly string[]): Promise<readonly Process[]> {
  return [...processes, ...otherProcesses, ...heldOutProcesses, ...(await Promise.all(traces.map(readReplay))).flat()];
}
