import { closingLine } from './count.mjs';
import { seconds } from './text.mjs';

/** @typedef {import('./gates.mjs').GateResult} GateResult */
/** @typedef {import('./count.mjs').Tally} Tally */

/**
 * One line for a gate that ended, and what it printed when it failed.
 * @param {GateResult} result
 * @returns {string}
 */
export function gateText({ name, isOk, durationMs, output, note }) {
  const line = `${isOk ? 'ok    ' : 'FAILED'} ${name} (${note === '' ? seconds(durationMs) : note})`;
  return isOk || output.trim() === '' ? line : `${line}\n${indented(output)}`;
}

/**
 * What everything ends with: trouble, time per gate, and the closing line.
 * @param {readonly GateResult[]} gates
 * @param {{ tally: Tally, durationMs: number } | null} tests null: no tests were run
 * @returns {{ text: string, passed: number, failed: number }}
 */
export function summaryOf(gates, tests) {
  const passed = gates.filter(({ isOk }) => isOk).length + (tests?.tally.passed ?? 0);
  const failed = gates.filter(({ isOk }) => !isOk).length + (tests?.tally.failed ?? 0);
  const lines = gates.map(({ name, isOk, durationMs, note }) => row(name, isOk ? 'ok' : 'FAILED', durationMs, note));
  if (tests !== null) {
    const { tally, durationMs } = tests;
    lines.push(row('tests', closingLine(tally), durationMs, skippedNote(tally)));
    lines.push(...tally.skipped.map((name) => `    skipped: ${name}`));
    lines.push(...tally.troubles.map((trouble) => `    trouble: ${trouble}`));
  }
  const total = gates.reduce((sum, { durationMs }) => sum + durationMs, tests?.durationMs ?? 0);
  lines.push(row('all', '', total, ''));
  return { text: ['', ...lines, '', closingLine({ passed, failed })].join('\n'), passed, failed };
}

/**
 * @param {string} name
 * @param {string} state
 * @param {number} durationMs
 * @param {string} note
 */
function row(name, state, durationMs, note) {
  const line = `  ${name.padEnd(32)} ${seconds(durationMs).padStart(9)}  ${state}`;
  return `${line}${note === '' ? '' : ` (${note})`}`.trimEnd();
}

/** @param {Tally} tally */
function skippedNote({ skipped }) {
  return skipped.length === 0 ? '' : `${skipped.length} skipped`;
}

/** @param {string} output */
function indented(output) {
  return output
    .trimEnd()
    .split('\n')
    .map((line) => `       ${line}`)
    .join('\n');
}
