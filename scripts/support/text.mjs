// @ts-check
/** Widest line we print; a path or a command longer than this is left whole. */
export const columnsMax = 80;

/**
 * Breaks a text at spaces so that it fits a terminal.
 * @param {string} text
 * @param {string} [indent] put before every line
 * @param {string} [firstIndent] put before the first line instead
 * @returns {string}
 */
export function wrap(text, indent = '', firstIndent = indent) {
  const lines = [];
  let line = firstIndent;
  let isEmpty = true;
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (!isEmpty && line.length + 1 + word.length > columnsMax) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join('\n');
}

/**
 * An error meant for the person at the keyboard: what happened, why, what to do.
 * @typedef {{ what: string, why: readonly string[], todo: readonly string[] }} Problem
 */

/**
 * The one shape of every message about trouble. A line of `todo` that starts with "$ " is a command and is never broken.
 * @param {Problem} problem
 * @returns {string}
 */
export function problemText({ what, why, todo }) {
  return [
    wrap(what),
    ...why.map((reason) => wrap(reason, '       ', '  Why: ')),
    ...todo.map((step) => (step.startsWith('$ ') ? `    ${step}` : wrap(step, '         ', '  To do: '))),
  ].join('\n');
}

/**
 * An `Error` whose message is `problemText(problem)`; commands print it without a stack.
 * @param {Problem} problem
 * @param {unknown} [cause]
 * @returns {Error}
 */
export function userError(problem, cause) {
  const error = new Error(problemText(problem), { cause });
  error.name = 'UserError';
  return error;
}

/**
 * What to print for anything thrown: our own messages bare, everything else with its stack.
 * @param {unknown} error
 * @returns {string}
 */
export function errorText(error) {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'UserError' ? error.message : (error.stack ?? error.message);
}

/**
 * The last lines of a command's output, for a message.
 * @param {string} output
 * @param {number} [linesMax]
 * @returns {string}
 */
export function tail(output, linesMax = 12) {
  return output.trimEnd().split('\n').slice(-linesMax).join('\n');
}

/**
 * @param {number} durationMs
 * @returns {string} seconds with one decimal, such as "12.3 s"
 */
export function seconds(durationMs) {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
