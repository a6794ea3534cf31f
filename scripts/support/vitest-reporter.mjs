// @ts-check
import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from './paths.mjs';

/**
 * A Vitest reporter that writes what happens, line by line and at once, to the file named by TOLLKEEPER_TEST_EVENTS:
 * if the run hangs or is killed, the file tells what was running. `count.mjs` reads it.
 */
// biome-ignore lint/style/noDefaultExport: Vitest takes a reporter from a file by its default export.
export default class EventReporter {
  /** @param {import('vitest/node').TestModule} module */
  onTestModuleQueued(module) {
    write({ kind: 'start', ...placeOf(module) });
  }

  /** @param {import('vitest/node').TestCase} test */
  onTestCaseResult(test) {
    const { retryCount = 0 } = test.diagnostic() ?? {};
    const { state, errors = [] } = test.result();
    write({
      kind: 'case',
      ...placeOf(test.module),
      name: test.fullName,
      state,
      retries: retryCount,
      // Vitest shows nothing of what an earlier try failed by.
      ...(retryCount > 0 && { why: firstLineOf(errors[0]?.message ?? '') }),
    });
  }

  /** @param {import('vitest/node').TestModule} module */
  onTestModuleEnd(module) {
    const { setupDuration, collectDuration, duration } = module.diagnostic();
    const durationMs = Math.round(setupDuration + collectDuration + duration);
    write({ kind: 'end', ...placeOf(module), isOk: module.state() !== 'failed', durationMs });
  }

  /**
   * @param {readonly import('vitest/node').TestModule[]} _modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(_modules, unhandledErrors) {
    write({ kind: 'done', unhandled: unhandledErrors.length });
  }
}

/** @param {string} message */
function firstLineOf(message) {
  return message.split('\n', 1)[0]?.slice(0, 200) ?? '';
}

/** @param {import('vitest/node').TestModule} module */
function placeOf(module) {
  return { file: relative(root, module.moduleId), project: module.project.name };
}

/** @param {object} event */
function write(event) {
  const file = process.env.TOLLKEEPER_TEST_EVENTS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(event)}\n`);
}
