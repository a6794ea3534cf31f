// @ts-check
import { capture, interruptedBy } from '../run.mjs';
import { allBuilds, buildExtension, storeBuilds } from './build.mjs';

/**
 * One thing that passes or fails. `run` never rejects for a failed check, only for a broken environment.
 * @typedef {{ name: string, run: () => Promise<{ isOk: boolean, output: string, note?: string }> }} Gate
 * @typedef {{ name: string, isOk: boolean, durationMs: number, output: string, note: string }} GateResult
 */

/** @type {readonly Gate[]} */
export const formatGates = [tool('format and lint', 'biome', ['check', '--error-on-warnings', '--colors=off', '.'])];

/** @type {readonly Gate[]} */
export const typeGates = ['core', 'browser', 'node', 'test'].map((layer) =>
  tool(`types: ${layer}`, 'tsc', ['-p', `tsconfig.${layer}.json`, '--pretty', 'false']),
);

/** @type {readonly Gate[]} */
export const unusedGates = [tool('unused code and dependencies', 'knip', ['--no-progress'])];

/** @type {readonly Gate[]} */
export const buildGates = allBuilds.map(buildGate);

/**
 * The builds that people get.
 * @type {readonly Gate[]}
 */
export const storeGates = storeBuilds.map(buildGate);

/**
 * Runs gates, at most `atOnceMax` at a time, and reports each as it ends; begins none after a signal to end. Never rejects: a
 * gate that throws has failed.
 * @param {readonly Gate[]} gates
 * @param {number} atOnceMax
 * @param {(result: GateResult) => void} onResult
 * @returns {Promise<GateResult[]>} in the order of `gates`
 */
export async function runGates(gates, atOnceMax, onResult) {
  const queue = [...gates.entries()];
  /** @type {GateResult[]} */
  const results = [];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined && interruptedBy() === null; next = queue.shift()) {
      const [index, gate] = next;
      const result = await runGate(gate);
      results[index] = result;
      onResult(result);
    }
  };
  await Promise.all(Array.from({ length: atOnceMax }, work));
  return results;
}

/**
 * @param {Gate} gate
 * @returns {Promise<GateResult>}
 */
async function runGate({ name, run }) {
  const startedAt = Date.now();
  const {
    isOk,
    output,
    note = '',
  } = await run().catch((error) => ({
    isOk: false,
    output: error instanceof Error ? error.message : String(error),
    note: '',
  }));
  return { name, isOk, output, note, durationMs: Date.now() - startedAt };
}

/**
 * @param {import('./build.mjs').BuildName} name
 * @returns {Gate}
 */
function buildGate(name) {
  return {
    name: `build: ${name}`,
    run: async () => {
      const { isOk, isFresh, output } = await buildExtension(name);
      return { isOk, output, ...(isFresh ? { note: 'unchanged' } : {}) };
    },
  };
}

/**
 * @param {string} name
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Gate}
 */
function tool(name, command, args) {
  return {
    name,
    run: async () => {
      const { code, output } = await capture(command, args);
      return { isOk: code === 0, output };
    },
  };
}
