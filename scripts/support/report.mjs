// @ts-check
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
 * @param {{ tally: Tally, durationMs: number }} tests
 * @param {number} allMs everything by the clock on the wall; gates that run side by side add up to more
 * @returns {{ text: string, passed: number, failed: number }}
 */
export function summaryOf(gates, { tally, durationMs }, allMs) {
  const passed = gates.filter(({ isOk }) => isOk).length + tally.passed;
  const failed = gates.filter(({ isOk }) => !isOk).length + tally.failed;
  const lines = [
    ...gates.map((gate) => row(gate.name, gate.isOk ? 'ok' : 'FAILED', gate.durationMs, gate.note)),
    row('tests', closingLine(tally), durationMs, notesOf(tally)),
    ...tally.skipped.map((name) => `    skipped: ${name}`),
    ...tally.retried.map((name) => `    second try: ${name}`),
    ...tally.troubles.map((trouble) => `    trouble: ${trouble}`),
    row('all, without the set-up', '', allMs, ''),
    ...slowestLines(tally),
  ];
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
function slowestLines({ slowest }) {
  if (slowest.length < 2) return [];
  return [
    '',
    '  slowest files',
    ...slowest.map(({ file, durationMs }) => `  ${seconds(durationMs).padStart(9)}  ${file}`),
  ];
}

/** @param {Tally} tally */
function notesOf({ skipped, retried }) {
  const notes = [
    ...(skipped.length === 0 ? [] : [`${skipped.length} skipped`]),
    ...(retried.length === 0 ? [] : [`${retried.length} at the second try`]),
  ];
  return notes.join(', ');
}

/** @param {string} output */
function indented(output) {
  return output
    .trimEnd()
    .split('\n')
    .map((line) => `       ${line}`)
    .join('\n');
}
