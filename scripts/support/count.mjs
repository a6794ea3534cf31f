// @ts-check
/** Counting what ran: pure, so that "a crash counts as a failure" has a test. */

/** More cases than this that needed a second try are no bad luck: a race hides behind them. */
export const retriedMax = 5;

/** So many of the slowest files are named at the end: a run stays short only while somebody sees what makes it long. */
export const slowestMax = 10;

/**
 * One line of what our Vitest reporter writes while tests run.
 * `retries`: tries it needed besides the first; `why`: what the first of those failed by. `durationMs`: of imports, hooks and
 * cases, by the clock on the wall.
 * `file` is relative to the checkout; `project` is empty when there is only one.
 * @typedef {{ kind: 'start', file: string, project: string }
 *   | { kind: 'case', file: string, project: string, name: string,
 *       state: 'passed' | 'failed' | 'skipped', retries?: number, why?: string }
 *   | { kind: 'end', file: string, project: string, isOk: boolean, durationMs?: number }
 *   | { kind: 'done', unhandled: number }} TestEvent
 */

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} skipped names
 * @property {readonly string[]} retried names of those that passed, but not at once, and why not
 * @property {readonly { file: string, durationMs: number }[]} slowest files, the slowest first
 * @property {readonly string[]} running files that had started and not ended
 * @property {readonly string[]} troubles what failed besides test cases, each counted as one failure
 */

/**
 * @param {string} text lines of JSON; the last may be cut short by a crash
 * @returns {TestEvent[]}
 */
export function readEvents(text) {
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

/**
 * Files that had started and not ended, as "file (project)".
 * @param {readonly TestEvent[]} events
 * @returns {string[]}
 */
export function runningFiles(events) {
  const running = new Set();
  for (const event of events) {
    if (event.kind === 'start') running.add(label(event));
    if (event.kind === 'end') running.delete(label(event));
  }
  return [...running];
}

/**
 * Adds up a run. Whatever went wrong without failing a test case is a failure of its own, so that a crash, an empty run
 * or a file that does not load can never look like success.
 * @param {readonly TestEvent[]} events
 * @param {{ exitCode: number, stopped: string | null }} ending `stopped`: why we ended the run, null when it ended itself
 * @returns {Tally}
 */
export function tallyOf(events, { exitCode, stopped }) {
  const cases = events.filter((event) => event.kind === 'case');
  const running = runningFiles(events);
  const troubles = [
    ...events.flatMap((event) => (isBrokenFile(event, events) ? [`${label(event)} could not be run`] : [])),
    ...running.map((file) => `${file} was still running`),
    ...unhandledIn(events),
    ...(stopped === null ? [] : [stopped]),
  ];
  const retried = cases.flatMap((event) =>
    event.state === 'passed' && (event.retries ?? 0) > 0 ? [withReason(event)] : [],
  );
  if (retried.length > retriedMax) {
    troubles.push(`${retried.length} tests needed a second try; more than ${retriedMax} are no bad luck`);
  }
  const passed = cases.filter(({ state }) => state === 'passed').length;
  const failed = cases.filter(({ state }) => state === 'failed').length;
  if (passed + failed === 0) troubles.push('no test ran');
  if (exitCode !== 0 && failed + troubles.length === 0) troubles.push(`the test runner ended with code ${exitCode}`);
  return {
    passed,
    failed: failed + troubles.length,
    skipped: cases.flatMap((event) => (event.state === 'skipped' ? [`${label(event)}: ${event.name}`] : [])),
    retried,
    slowest: slowestOf(events),
    running,
    troubles,
  };
}

/** @param {Extract<TestEvent, { kind: 'case' }>} event */
function withReason(event) {
  const name = `${label(event)}: ${event.name}`;
  return event.why ? `${name} (${event.why})` : name;
}

/** @param {readonly TestEvent[]} events */
function slowestOf(events) {
  return events
    .flatMap((event) => (event.kind === 'end' ? [{ file: label(event), durationMs: event.durationMs ?? 0 }] : []))
    .sort((one, other) => other.durationMs - one.durationMs)
    .slice(0, slowestMax);
}

/**
 * The one line everything ends with.
 * @param {{ passed: number, failed: number }} counts
 * @returns {string}
 */
export function closingLine({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}

/**
 * A file that failed although none of its cases did: it did not load, or a hook around it failed.
 * @param {TestEvent} event
 * @param {readonly TestEvent[]} events
 * @returns {event is Extract<TestEvent, { kind: 'end' }>}
 */
function isBrokenFile(event, events) {
  if (event.kind !== 'end' || event.isOk) return false;
  return !events.some((other) => other.kind === 'case' && other.state === 'failed' && label(other) === label(event));
}

/** @param {readonly TestEvent[]} events */
function unhandledIn(events) {
  const unhandled = events.reduce((sum, event) => sum + (event.kind === 'done' ? event.unhandled : 0), 0);
  return unhandled === 0 ? [] : [`${unhandled} error(s) outside any test`];
}

/** @param {{ file: string, project: string }} event */
function label({ file, project }) {
  return project === '' ? file : `${file} (${project})`;
}
