import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readExport } from '../../companion/accuracy/read-export.ts';
import { writeScored } from '../../companion/accuracy/write-scored.ts';
import { accuracyCommand } from '../../companion/commands/accuracy.ts';
import type { Accuracy } from '../../lib/domain/accuracy.ts';
import { reviewCall } from '../../lib/engine/review-call.ts';
import { scoreLedger } from '../../lib/engine/score-ledger.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { exportLedger } from '../../lib/webext/export-ledger.ts';
import { DEFAULT_SETTINGS } from '../../lib/webext/settings.ts';
import { NOW } from '../domain/samples.ts';
import { answered, PLENTY, readingOf, request, settlement } from '../engine/calls.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';
import { ACCOUNT } from '../engine/ledger-host.ts';

let host: DexieHost;
let folder: string;
beforeEach(async () => {
  host = await openDexieHost(NOW);
  folder = mkdtempSync(join(tmpdir(), 'accuracy-'));
  await host.addAccount();
  await host.putReading(ACCOUNT, readingOf(host, PLENTY));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await host.close();
});

/** The extension's own export of so many calls, as a file. */
async function exported(calls: number): Promise<string> {
  for (let at = 0; at < calls; at += 1) {
    await reviewCall(request(`call-${at}`), host.ports);
    await settleCall(settlement(`call-${at}`, answered(1200, 300 + (at % 7) * 10)), host.ports);
  }
  let text = '';
  const about = { version: '0.1.0', at: NOW, settings: DEFAULT_SETTINGS };
  for await (const piece of exportLedger(host.database, about)) text += piece.text;
  const path = join(folder, 'export.json');
  writeFileSync(path, text);
  return path;
}

async function run(operands: readonly string[], values: Record<string, string | boolean> = {}) {
  const lines: string[] = [];
  const complaints: string[] = [];
  const code = await accuracyCommand.run({
    values,
    operands,
    input: new PassThrough(),
    print: (line) => lines.push(line),
    complain: (line) => complaints.push(line),
    stopped: new AbortController().signal,
  });
  return { code, lines, complaints };
}

describe('an export of the extension', () => {
  it('is scored as its ledger is', async () => {
    const path = await exported(40);
    const { code, lines, complaints } = await run([path], { json: true });
    expect([code, complaints, lines.length]).toEqual([0, [], 1]);
    const said = JSON.parse(lines[0] ?? '');
    const { all, models } = scoreLedger(await host.records());
    expect(said).toEqual(
      JSON.parse(JSON.stringify({ ...all, models }, (_key, value) => (typeof value === 'bigint' ? `${value}` : value))),
    );
    expect(said).toMatchObject({ calls: 40, models: [{ provider: 'sandbox', model: 'toll-large' }] });
    expect(said.inside).toBeGreaterThan(0.5);
  });

  it('is told in words, in 80 columns', async () => {
    const { lines } = await run([await exported(25)]);
    expect(lines[0]).toBe('25 calls, each forecast before it left.');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.join('\n')).toMatch(
      /calibrated {2}[\d.]+ %, [\d.]+ %, 100\.0 % of the answers ended by P10, P50, P90/,
    );
    const whole: Accuracy = {
      calls: 99_999,
      pinball: 1,
      inside: 1,
      insideRange: [0.9, 1],
      medianError: 1,
      costError: 1,
      sums: [],
      within: [1, 1, 1],
      input: { calls: 9, billed: 108, counted: 100 },
    };
    const models = ['a'.repeat(60), 'b'].map((model) => ({ ...whole, provider: 'p', model }));
    const wide = writeScored({ all: whole, models });
    expect(Math.max(...wide.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(wide.join('\n')).toContain('1.080 tokens of input were billed for each one counted');
  });

  it('says so where nothing in it was forecast', async () => {
    expect((await run([await exported(0)])).lines.join(' ')).toMatch(/nothing to score/);
  });

  it.each([
    ['', /no JSON/],
    ['{"format":"other"}', /does not say/],
    ['{"format":"tollkeeper-export","tables":{}}', /no list of calls/],
    ['null', /does not say/],
  ])('is refused where it is none: %j', (text, why) => {
    expect(() => readExport(text)).toThrow(expect.objectContaining({ why: expect.stringMatching(why) }));
  });

  it('leaves out what is no call, and believes no figure that is none', () => {
    const good = { provider: 'a', model: 'm', outcome: 'answer', usage: { 'output-tokens': 5 } };
    const output = { low: 1, likely: 2, high: 3 };
    const said = (forecast: unknown) => ({ ...good, forecast });
    const rows = [
      ...[null, 7, { provider: 1 }],
      said({ lowNano: '1', highNano: '2', basis: { output } }),
      said({ lowNano: 1, highNano: '2', basis: { output } }),
      said({ lowNano: '1', highNano: '2', basis: { output: { ...output, low: 9 } } }),
      { ...good, usage: { 'output-tokens': -5 } },
    ];
    const { records, leftOut } = readExport(JSON.stringify({ format: 'tollkeeper-export', tables: { records: rows } }));
    expect(leftOut).toBe(3);
    expect(scoreLedger(records).all.calls).toBe(1);
    expect(records.at(-1)?.usage).toBeNull();
  });

  it('has a table where there are several models, in 80 columns', async () => {
    const records = await exported(3).then(() => host.records());
    const others = records.map((record) => ({ ...record, model: 'a-model-with-a-name-that-is-far-too-long' }));
    const lines = writeScored(scoreLedger([...records, ...others]));
    expect(lines.filter((line) => line.includes('toll-large'))).toHaveLength(1);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('the command', () => {
  it('says what it needs where it is given nothing', async () => {
    vi.stubEnv('TOLLKEEPER_HOME', join(folder, 'no-companion'));
    await expect(run([])).rejects.toMatchObject({ todo: expect.stringContaining('Export as JSON'), exitCode: 1 });
    vi.unstubAllEnvs();
  });

  it('takes one file at a time', async () => {
    await expect(run(['a', 'b'])).rejects.toMatchObject({ exitCode: 2 });
    await expect(run(['a'], { replay: 'b' })).rejects.toMatchObject({ exitCode: 2 });
  });

  it('says that a file is not there', async () => {
    await expect(run([join(folder, 'none.json')])).rejects.toMatchObject({ why: 'There is no such file.' });
  });
});
