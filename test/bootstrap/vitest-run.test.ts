import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { runVitest } from '../../scripts/support/vitest-run.mjs';

// Inside the checkout, so that the little suites find Vitest; ignored by git.
const place = fileURLToPath(new URL('../../.output/test/', import.meta.url));
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('a real run is counted', () => {
  it('passed, failed and skipped cases', async () => {
    const tally = await runSuite({
      'a.test.js': "it('holds', () => {}); it('breaks', () => { throw new Error('no'); }); it.skip('rests', () => {});",
    });
    expect(tally).toMatchObject({ passed: 1, failed: 1, troubles: [] });
    expect(tally.skipped).toEqual([expect.stringMatching(/a\.test\.js.*: rests/)]);
  });

  it('a file that does not load is a failure, the others count', async () => {
    const tally = await runSuite({ 'a.test.js': "import './missing.js';", 'b.test.js': "it('holds', () => {});" });
    expect(tally).toMatchObject({ passed: 1, failed: 1 });
    expect(tally.troubles).toEqual([expect.stringMatching(/a\.test\.js could not be run/)]);
  });

  it('a hook that fails around passing tests is a failure', async () => {
    const tally = await runSuite({ 'a.test.js': "afterAll(() => { throw new Error('no'); }); it('holds', () => {});" });
    expect(tally.failed).toBeGreaterThan(0);
  });

  it('an error outside any test is a failure', async () => {
    const late =
      "it('holds', async () => { Promise.reject(new Error('late')); await new Promise((r) => setTimeout(r, 50)); });";
    const tally = await runSuite({ 'a.test.js': late });
    expect(tally.passed).toBe(1);
    expect(tally.failed).toBeGreaterThan(0);
  });

  it('no file at all is a failure', async () => {
    expect(await runSuite({})).toMatchObject({ passed: 0, failed: 1 });
  });

  it('a worker that is killed is a failure', async () => {
    const tally = await runSuite({
      'a.test.js': "it('dies', () => process.kill(process.pid, 'SIGKILL'));",
      'b.test.js': "it('holds', () => {});",
    });
    expect(tally.failed).toBeGreaterThan(0);
  });

  it('a run that hangs is ended, and the file is named', async () => {
    const tally = await runSuite({ 'a.test.js': "it('waits', () => new Promise(() => {}), 0);" }, 6_000);
    expect(tally.failed).toBeGreaterThan(0);
    expect(tally.running).toEqual([expect.stringMatching(/a\.test\.js$/)]);
    expect(tally.troubles).toEqual(
      expect.arrayContaining([expect.stringMatching(/still running/), expect.stringMatching(/nothing happened for/)]),
    );
  });
}, 60_000);

async function runSuite(files: Readonly<Record<string, string>>, silentMsMax = 60_000) {
  mkdirSync(place, { recursive: true });
  const folder = mkdtempSync(join(place, 'suite-'));
  folders.push(folder);
  writeFileSync(join(folder, 'vitest.config.js'), 'export default { test: { globals: true } };\n');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  // The outer Vitest must not be mistaken for the inner one's surroundings.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST$)/.test(name)),
  );
  return await runVitest({ args: ['--root', folder], env, silentMsMax, isShown: false });
}
