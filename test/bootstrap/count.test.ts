import { describe, expect, it } from 'vitest';
import {
  closingLine,
  readEvents,
  retriedMax,
  runningFiles,
  slowestMax,
  tallyOf,
} from '../../scripts/support/count.mjs';
import { gateText, summaryOf } from '../../scripts/support/report.mjs';

const place = { file: 'test/a.test.ts', project: 'unit' };
const start = { kind: 'start', ...place } as const;
const end = (isOk: boolean) => ({ kind: 'end', ...place, isOk }) as const;
const done = (unhandled = 0) => ({ kind: 'done', unhandled }) as const;
const test = (state: 'passed' | 'failed' | 'skipped') => ({ kind: 'case', ...place, name: 'a rule', state }) as const;
const well = { exitCode: 0, stopped: null };
const badly = { exitCode: 1, stopped: null };

describe('a run is added up', () => {
  it('passed and failed cases', () => {
    const events = [start, test('passed'), test('passed'), test('failed'), end(false), done()];
    expect(tallyOf(events, badly)).toMatchObject({ passed: 2, failed: 1, troubles: [] });
  });
  it('a skipped case is named', () => {
    const events = [start, test('passed'), test('skipped'), end(true), done()];
    expect(tallyOf(events, well)).toMatchObject({
      passed: 1,
      failed: 0,
      skipped: ['test/a.test.ts (unit): a rule'],
    });
  });
  it('a case that passed at the second try is named, and too many of them are a failure', () => {
    const again = { ...test('passed'), retries: 1, why: 'waited in vain' };
    const few = tallyOf([start, again, test('passed'), end(true), done()], well);
    expect(few).toMatchObject({ passed: 2, failed: 0, retried: ['test/a.test.ts (unit): a rule (waited in vain)'] });
    const { text } = summaryOf([], { tally: few, durationMs: 3000 }, 4000);
    expect(text).toContain('(1 at the second try)');
    expect(text).toContain('second try: test/a.test.ts (unit): a rule');
    const most = Array.from({ length: retriedMax }, () => again);
    expect(tallyOf([start, ...most, end(true), done()], well).failed).toBe(0);
    expect(tallyOf([start, ...most, again, end(true), done()], well).failed).toBe(1);
  });
  it('the same file in two projects is two files', () => {
    const other = { ...start, project: 'e2e-firefox' };
    expect(runningFiles([start, other, end(true)])).toEqual(['test/a.test.ts (e2e-firefox)']);
  });
});

describe('what goes wrong outside a test case is a failure', () => {
  it('no test at all', () => expect(tallyOf([done()], well)).toMatchObject({ passed: 0, failed: 1 }));
  it('only skipped tests', () => {
    expect(tallyOf([start, test('skipped'), end(true), done()], well).failed).toBe(1);
  });
  it('a file that does not load', () => {
    const events = [start, end(false), { ...start, file: 'b' }, { ...test('passed'), file: 'b' }, done()];
    const tally = tallyOf(events, badly);
    expect(tally.troubles).toContain('test/a.test.ts (unit) could not be run');
  });
  it('a crash while a file was running, which is named', () => {
    const tally = tallyOf([start, test('passed')], { exitCode: 137, stopped: 'the test runner was ended by SIGKILL' });
    expect(tally).toMatchObject({ passed: 1, failed: 2, running: ['test/a.test.ts (unit)'] });
  });
  it('errors outside any test', () => {
    expect(tallyOf([start, test('passed'), end(true), done(2)], badly).troubles).toEqual([
      '2 error(s) outside any test',
    ]);
  });
  it('a bad exit code that nothing explains', () => {
    expect(tallyOf([start, test('passed'), end(true), done()], badly)).toMatchObject({ passed: 1, failed: 1 });
  });
});

it('a line cut short by a crash is left out', () => {
  expect(readEvents(`${JSON.stringify(start)}\n{"kind":"ca`)).toEqual([start]);
});

describe('the end of a run', () => {
  const gate = (isOk: boolean) => ({
    name: 'format and lint',
    isOk,
    durationMs: 1200,
    output: 'a.ts: wrong',
    note: '',
  });
  const tally = tallyOf([start, test('passed'), end(true), done()], well);

  it('is one line that counts gates and tests alike', () => {
    const { text, passed, failed } = summaryOf([gate(true), gate(false)], { tally, durationMs: 3000 }, 4000);
    expect({ passed, failed }).toEqual({ passed: 2, failed: 1 });
    expect(text.split('\n').at(-1)).toBe('2 passed, 1 failed');
    expect(closingLine({ passed, failed })).toMatch(/^\d+ passed, \d+ failed$/);
  });
  it('tells the time per gate before it', () => {
    const { text } = summaryOf([gate(true)], { tally, durationMs: 3000 }, 4000);
    expect(text).toMatch(/format and lint +1\.2 s {2}ok/);
    expect(text).toMatch(/tests +3\.0 s {2}1 passed, 0 failed/);
  });
  it('names the slowest files, the slowest first', () => {
    const ends = Array.from({ length: slowestMax + 2 }, (_, n) => ({
      ...{ kind: 'end' as const, project: 'unit', isOk: true },
      ...{ file: `test/${n}.test.ts`, durationMs: n * 1000 },
    }));
    const { text } = summaryOf([], { tally: tallyOf([test('passed'), ...ends], well), durationMs: 3000 }, 4000);
    const [, named = ''] = text.split('slowest files\n');
    const files = [...named.matchAll(/test\/(\d+)\.test\.ts \(unit\)/g)].map(([, n]) => Number(n));
    expect(files).toEqual(Array.from({ length: slowestMax }, (_, n) => slowestMax + 1 - n));
    expect(named).toMatch(/^ +11\.0 s {2}test\/11\.test\.ts \(unit\)$/m);
  });
  it('a gate shows what it printed only when it failed', () => {
    expect(gateText(gate(true))).not.toContain('wrong');
    expect(gateText(gate(false))).toContain('a.ts: wrong');
  });
});
