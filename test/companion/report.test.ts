import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWatchTables } from '../../companion/ledger/watch-tables.ts';
import { type Companion, openCompanion } from '../../companion/open-companion.ts';
import { widthOf } from '../../companion/terminal/columns.ts';
import { parseDecimal } from '../../lib/domain/money.ts';
import { recordOf } from './export-samples.ts';
import { runCommand } from './start-command.ts';

let folder: string;
let companion: Companion;
let env: NodeJS.ProcessEnv;
const LONG = '北京团队的共用账户·nightly-evaluations-and-everything-else@example.org';
const EVIL = '<script>alert("x")</script>';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-report-'));
  companion = await openCompanion({ folder, port: 0, zone: 'UTC', version: '0.0.0', onTrouble: () => {} });
  env = { PATH: process.env.PATH, HOME: folder, TOLLKEEPER_HOME: folder, TZ: 'UTC', NO_COLOR: '1' };
  const row = { provider: 'openai', model: 'gpt-5.5', unit: 'USD', calls: 4, refusals: 1, unknownCalls: 0 };
  const openedAt = Date.UTC(2026, 10, 20, 9);
  await companion.store.transact(async ({ records }) => {
    const basis = { input: { low: 1, likely: 1, high: 1 } } as never;
    const forecast = { lowNano: 1n, highNano: 2_000_000n, basis };
    await records.bulkPut([
      recordOf(1, { openedAt, forecast }),
      recordOf(2, { openedAt: openedAt + 1 }),
      recordOf(3, { openedAt: openedAt + 2, outcome: 'refusal', refusalCause: 'depleted' }),
      recordOf(4, { openedAt: openedAt + 3, certainty: 'unknown', outcome: 'cut', origin: 'tool:chat' }),
      recordOf(5, { openedAt: openedAt - 30 * 86_400_000 }),
    ]);
  });
  await companion.store.transactBelow(async ({ tx, ledger, tables }) => {
    const plain = { provider: 'openai', name: LONG, consoleOrigin: '', seenAt: 0, ownLimits: {}, falseAsks: 0 };
    await tables.accounts.put({ id: 'openai:team', ...plain });
    await tables.accounts.put({ id: 'openai:key', ...plain, mergedInto: 'openai:team' });
    const { balanceHistory } = openWatchTables(tx, ledger);
    for (const [day, dollars] of [
      ['16', 60n],
      ['18', 10n],
      ['20', 50n],
    ] as const) {
      const at = Date.parse(`2026-11-${day}T12:00:00Z`);
      const reading = { availableNano: dollars * 1_000_000_000n, frozenNano: null, at, source: 'api' as const };
      // The same wallet, also read under another account.
      for (const [account, later] of [
        ['openai:team', at],
        ['openai:key', at + 60_000],
      ] as const) {
        const own = { unit: 'USD', ...reading, at: later };
        await balanceHistory.put({ account, unit: 'USD', at: later, reading: own });
      }
    }
  });
  await companion.store.transact(async ({ rollups }) => {
    await rollups.bulkPut([
      { ...row, day: '2026-11-08', likelyNano: 2_000_000_000n },
      { ...row, day: '2026-11-15', likelyNano: 1_000_000_000n },
      { ...row, day: '2026-11-21', likelyNano: 2_000_000_001n },
      { ...row, day: '2026-11-21', model: EVIL, provider: 'xai', likelyNano: 500_000_000n, unknownCalls: 1 },
      { ...row, day: '2026-11-20', model: 'qwen', unit: 'CNY', likelyNano: 7_000_000_000n },
      { ...row, day: '2026-11-20', unit: '', calls: 2, refusals: 0, likelyNano: 0n, unknownCalls: 2 },
    ]);
  });
}, 60_000);
afterAll(async () => {
  await companion.stop();
  rmSync(folder, { recursive: true });
});

const WEEK = ['report', '--from', '2026-11-15', '--to', '2026-11-21'];

describe('a report', { timeout: 60_000 }, () => {
  it('has sums that agree with the ledger, and the days before beside them', async () => {
    const { code, out } = await runCommand([...WEEK, '--json'], { env });
    const report = JSON.parse(out);
    expect(code).toBe(0);
    expect(report).toMatchObject({ calls: 18, refusals: 4, unknown: 3, zone: 'UTC' });
    expect(report.sums).toEqual([
      { unit: 'CNY', cost: '7', calls: 4, average: '1.75', changePercent: null },
      { unit: 'USD', cost: '3.500000001', calls: 11, average: '0.318181818', changePercent: 75 },
    ]);
    expect(report.days.map(({ day }: { day: string }) => day)).toEqual(
      ['15', '16', '17', '18', '19', '20', '21'].map((day) => `2026-11-${day}`),
    );
    const days = report.days.map(
      ({ costs }: { costs: Record<string, string> }) => parseDecimal(costs.USD ?? '0') ?? 0n,
    );
    expect(days.reduce((sum: bigint, one: bigint) => sum + one, 0n)).toBe(3_500_000_001n);
  });

  it.each(['en', 'zh'])('is read in 80 columns, in %s', async (lang) => {
    const { out } = await runCommand([...WEEK, '--lang', lang], { env });
    const lines = stripVTControlCharacters(out).split('\n');
    expect(lines.filter((line) => widthOf(line) > 80)).toEqual([]);
    expect(out).not.toMatch(/\?|undefined|report\./);
  });

  it('speaks the language that is asked for, else the one of the terminal', async () => {
    const chinese = await runCommand([...WEEK, '--lang', 'zh'], { env });
    expect(chinese.out).toContain('2026-11-15 至 2026-11-21 的花费');
    expect((await runCommand(WEEK, { env: { ...env, LANG: 'zh_CN.UTF-8' } })).out).toBe(chinese.out);
    const english = await runCommand(WEEK, { env: { ...env, LANG: 'zh_CN.UTF-8', LC_ALL: 'C' } });
    expect(english.out).toContain('Spent from 2026-11-15 to 2026-11-21');
    expect((await runCommand([...WEEK, '--lang', 'fr'], { env })).err).toContain('there are en and zh');
  });

  it('in Chinese leaves nothing in English but names, in any of its forms', async () => {
    const [page, mail] = [join(folder, 'zh.html'), join(folder, 'zh-mail.html')];
    const written = await runCommand([...WEEK, '--lang', 'zh', '--html', page, '--mail', mail], { env });
    expect(written.code).toBe(0);
    const { out } = await runCommand([...WEEK, '--lang', 'zh'], { env });
    const bare = (html: string): string => html.replace(/<style>.*?<\/style>|<[^>]*>/gs, ' ');
    for (const text of [
      stripVTControlCharacters(out),
      bare(readFileSync(page, 'utf8')),
      bare(readFileSync(mail, 'utf8')),
    ]) {
      const words = text.replace(/&\w+;/g, ' ').match(/[A-Za-z][A-Za-z.-]+/g) ?? [];
      const names =
        /^(?:script|alert|nightly|example|USD|CNY|UTC|gpt-|qwen|openai|OpenAI|xai|prod|chat|tollkeeper|refusals|evaluations|everything|nightly-.*|example\.org|N)$/;
      expect([...new Set(words)].filter((word) => !names.test(word))).toEqual([]);
    }
    expect(readFileSync(page, 'utf8')).toContain('<html lang="zh-CN">');
  });

  it('shows how a balance went: drawn, as a table, and in a sentence', async () => {
    const { out } = await runCommand(WEEK, { env });
    const text = stripVTControlCharacters(out);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      '$60.00 at first, $50.00 at last; lowest $10.00 on 2026-11-18. Recharged with $40.00.',
    );
    expect(text).toContain('·█·▂·▇·');
    const path = join(folder, 'balances.html');
    await runCommand([...WEEK, '--html', path], { env });
    const page = readFileSync(path, 'utf8');
    expect(page.match(/<circle [^>]*><title>[^<]*/g)?.map((one) => one.split('<title>')[1])).toEqual([
      ...['2026-11-16: $60.00', '2026-11-18: $10.00', '2026-11-20: $50.00'],
    ]);
    expect(page).toMatch(/<tr><td>2026-11-18<\/td><td>\$10\.00<\/td><\/tr>/);
    const { sections } = JSON.parse((await runCommand([...WEEK, '--json'], { env })).out);
    expect(sections[0].trends[0].days.map(({ amount }: { amount: string | null }) => amount)).toEqual([
      ...[null, '60', null, '10', null, '50', null],
    ]);
  });

  it('has the sums by model, provider, label and kind in each of its forms', async () => {
    const [page, mail] = [join(folder, 'sums.html'), join(folder, 'sums-mail.html')];
    await runCommand([...WEEK, '--html', page, '--mail', mail], { env });
    const { out } = await runCommand(WEEK, { env });
    const bare = (html: string): string => html.replace(/<style>.*?<\/style>|<[^>]*>/gs, ' ');
    const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
    const terminal = flat(stripVTControlCharacters(out));
    const told = [terminal, flat(bare(readFileSync(page, 'utf8'))), flat(bare(readFileSync(mail, 'utf8')))];
    for (const text of told) {
      for (const head of ['By model', 'By provider', 'By label', 'By kind of request']) expect(text).toContain(head);
      expect(text).toMatch(/qwen (?:· )?openai \S*7\.00/);
      expect(text).toMatch(/ xai \$0\.50/);
      expect(text).toMatch(/ prod \S+ 3 /);
      expect(text).toMatch(/ chat \S+ 3 /);
    }
    // The page draws them; the others have calls and refusals beside each sum.
    for (const text of [told[0], told[2]]) expect(text).toMatch(/Provider Cost Calls Refused .* xai \$0\.50 4 1 /);
    const report = JSON.parse((await runCommand([...WEEK, '--json'], { env })).out);
    expect(report.providers.map(({ provider }: { provider: string }) => provider)).toContain('xai');
    expect(report.models.map(({ model }: { model: string }) => model)).toContain('qwen');
  });

  it('says what it comes to', async () => {
    const { out } = await runCommand(WEEK, { env });
    const text = stripVTControlCharacters(out);
    expect(text).toContain('$3.50');
    expect(text).toContain('75 % more than in the days before');
    expect(text).toContain('3 of unknown cost');
  });

  it('as a page has its charts in itself, nothing from elsewhere, and no name in it is markup', async () => {
    const path = join(folder, 'week.html');
    expect((await runCommand([...WEEK, '--html', path], { env })).code).toBe(0);
    const page = readFileSync(path, 'utf8');
    expect(page.match(/<svg /g)?.length).toBe(7);
    // Each picture has its figures as a table, and a sentence.
    expect(page.match(/<\/svg><p>[^<]+<\/p><details><summary>Figures<\/summary><table>/g)?.length).toBe(6);
    expect(page.match(/<rect [^>]*><title>2026-11-/g)?.length).toBe(14);
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toMatch(/<script|(?:src|href)=|url\(|https?:/);
  });

  it('has what single calls tell: labels, kinds, and forecasts against what they cost', async () => {
    const { out } = await runCommand([...WEEK, '--json'], { env });
    const { details, sections, sectionsMissing } = JSON.parse(out);
    expect(details.labels).toEqual([
      { name: 'prod', unit: 'USD', cost: '0.0045', calls: 3 },
      { name: 'chat', unit: '', cost: '0', calls: 1 },
    ]);
    expect(details.kinds).toEqual([
      { name: 'chat', unit: 'USD', cost: '0.0045', calls: 3 },
      { name: 'chat', unit: '', cost: '0', calls: 1 },
    ]);
    expect(details.estimates).toEqual([
      { unit: 'USD', calls: 2, estimate: '0.004', cost: '0.003', offPercent: -25, inRangePercent: 100 },
    ]);
    expect(details.isPart).toBe(false);
    expect(sections.map(({ id }: { id: string }) => id)).toEqual(['balances', 'refusals']);
    expect(sectionsMissing).toBe(0);
  });

  it('as a mail has tables only, with every style in its place, and no name in it is markup', async () => {
    const path = join(folder, 'mail.html');
    expect((await runCommand([...WEEK, '--mail', path], { env })).code).toBe(0);
    const page = readFileSync(path, 'utf8');
    expect(page).toContain('By label');
    expect(page).not.toMatch(/<(?:script|style|svg|img|link)|(?:src|href)=|url\(|https?:/);
  });

  it('is scheduled to no channel that there is none of, and that is said', async () => {
    const { code, err } = await runCommand(['report', 'schedule', 'team'], { env });
    expect([code, err]).toEqual([1, expect.stringContaining('there is no channel "team"')]);
    expect((await runCommand(['report', 'schedule'], { env })).out).toContain('No report is sent by itself.');
    expect((await runCommand(['report', 'schedule', 'off', '--json'], { env })).out).toContain('{"schedule":null}');
    for (const args of [
      ['--every', 'month'],
      ['off', '--at', '9:00'],
    ]) {
      const without = await runCommand(['report', 'schedule', ...args], { env });
      expect([without.code, without.err]).toEqual([2, expect.stringContaining('Which channel it is sent by')]);
    }
  });

  it('of days without calls says so', async () => {
    const { code, out } = await runCommand(['report', '--from', '2020-01-01', '--to', '2020-01-02'], { env });
    expect([code, out]).toEqual([0, expect.stringContaining('No calls.')]);
  });

  it.each([
    [['--period', 'year'], 2, 'no period'],
    [['--from', '2026-13-01'], 2, 'A day is written'],
    [['--from', '2026-11-02', '--to', '2026-11-01'], 2, 'is after'],
    [['--from', '2020-01-01'], 2, 'at most 366 days'],
    [['--html', '/nowhere/at/all.html'], 1, 'could not be written'],
  ])('%j is explained', async (args, exitCode, why) => {
    const { code, err } = await runCommand(['report', ...args], { env });
    expect([code, err]).toEqual([exitCode, expect.stringContaining(why)]);
  });
});
