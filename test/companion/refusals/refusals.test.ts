import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openLedgerFile } from '../../../companion/ledger/open-file.ts';
import { openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import { readStories } from '../../../companion/refusals/read-stories.ts';
import { explainStory } from '../../../lib/domain/explain-story.ts';
import { renderText } from '../../../lib/domain/render-text.ts';
import { type Running, runCompanion } from '../running-companion.ts';
import { runCommand } from '../start-command.ts';

const DAY_MS = 86_400_000;

async function stopped(running: Running, calls: number): Promise<void> {
  await running.ask('PUT', '/api/v1/budgets/daily', { body: { limit: '0.000000001', per: 'day' } });
  for (let at = 0; at < calls; at += 1) expect((await running.chat()).status).toBe(402);
}

const told = async (running: Running, query = '') => (await running.ask('GET', `/api/v1/refusals${query}`)).body;

function envOf({ folder }: Running): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: folder, TOLLKEEPER_HOME: folder, TZ: 'UTC', NO_COLOR: '1' };
}

describe('where somebody heard no', { timeout: 30_000 }, () => {
  it('what a budget stopped is kept with its sizes and cost, many of one kind as one, and what went through after', async () => {
    const running = await runCompanion();
    await stopped(running, 4);
    await expect.poll(async () => (await told(running)).stories, { timeout: 10_000 }).toMatchObject([{ attempts: 4 }]);
    await running.ask('DELETE', '/api/v1/budgets/daily');
    expect((await running.chat()).status).toBe(200);
    await expect.poll(async () => (await told(running)).stories[0].next, { timeout: 10_000 }).toBe('went-on');
    const { stories, points, isPart } = await told(running);
    expect(isPart).toBe(false);
    expect(stories[0]).toMatchObject({
      ...{ by: 'us', cause: 'budget', provider: 'sandbox', model: 'toll-mini', said: { isClear: null, note: '' } },
      ...{ sizes: { outputTokensMax: 50, units: null }, wouldCost: { unit: 'USD' } },
    });
    expect(stories[0].sizes.inputTokens).toBeGreaterThan(0);
    expect(points).toMatchObject([{ stories: 1, attempts: 4, next: { 'went-on': 1 } }]);
    expect(JSON.stringify({ stories, points })).not.toMatch(/How far|Bearer|sk-/);
  });

  it('what a provider refused is one, told in 80 columns, and the note stays with it', async () => {
    const running = await runCompanion();
    await fetch(`${running.sandbox.origin}/console/api/state`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ balances: [{ unit: 'USD', total: '0' }] }),
    });
    expect((await running.chat()).status).toBe(402);
    await expect.poll(async () => (await told(running)).stories.length, { timeout: 10_000 }).toBe(1);
    const [{ id, by, at }] = (await told(running)).stories;
    expect([by, at > Date.now() - DAY_MS]).toEqual(['provider', true]);
    const env = envOf(running);
    const note = 'I had asked for much more than I needed, and nobody told me how much less would have done.';
    expect((await runCommand(['refusals', 'said', id, '--clear', 'no', '--note', note], { env })).code).toBe(0);
    const { code, out } = await runCommand(['refusals'], { env });
    const text = stripVTControlCharacters(out);
    expect(code).toBe(0);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(text.replace(/\s+/g, ' ')).toContain(note);
    expect(text).toContain('toll-mini');
    const shown = JSON.parse((await runCommand(['refusals', '--json'], { env })).out);
    expect(shown.stories[0].said).toEqual({ isClear: false, note });
    // What is not said again stays.
    expect((await runCommand(['refusals', 'said', id], { env })).code).toBe(2);
    expect((await runCommand(['refusals', 'said', id, '--clear', 'yes'], { env })).code).toBe(0);
    expect((await told(running)).stories[0].said).toEqual({ isClear: true, note });
    await running.ask('PUT', `/api/v1/refusals/${id}/said`, { body: { isClear: null, note: '' } });
    expect((await told(running)).stories[0].said).toEqual({ isClear: null, note: '' });
  });

  it('what was stopped a moment before the companion ends is kept', async () => {
    const running = await runCompanion();
    await stopped(running, 1);
    await running.companion.stop();
    const file = await openLedgerFile(join(running.folder, 'ledger.sqlite'));
    const now = Date.now();
    const { stories } = await readStories(openLedgerStore(file.sql), { start: now - DAY_MS, end: now + 1, now });
    await file.close();
    expect(stories).toMatchObject([{ no: { by: 'us', cause: 'budget' }, attempts: 1 }]);
  });

  it('nobody said no: that is said', async () => {
    const running = await runCompanion();
    expect(await told(running)).toEqual({ days: 30, isPart: false, points: [], stories: [] });
    expect((await runCommand(['refusals'], { env: envOf(running) })).out).toContain('Nobody said no');
  });

  it.each([
    [['--days', '0'], 1, 'whole number'],
    [['--days', '367'], 1, 'at most 366'],
    [['say'], 2, 'refusals said <id>'],
    [['said', 'x', '--clear', 'maybe'], 2, 'yes or no'],
    [['said', 'x', '--clear', 'no'], 1, 'nothing that was refused is called "x"'],
  ])('%j is explained', async (args, exitCode, why) => {
    const { code, err } = await runCommand(['refusals', ...args], { env: envOf(await runCompanion()) });
    expect([code, err]).toEqual([exitCode, expect.stringContaining(why)]);
  });
});

it('words of a story hold for a name that is no name', () => {
  const no = { id: 'x', requestId: 'x', by: 'us', cause: 'policy', provider: 'p', account: null, origin: 'o' } as const;
  const story = { attempts: 1, lastAt: 1, next: 'open', nextAt: null, revised: null, lostMs: null } as const;
  const sizes = { ...no, model: null, sizes: null, wouldCost: null, at: 0, endedAt: 1, attempts: 1 } as const;
  const { tried } = explainStory({ ...story, no: sizes }, '\u202eevil');
  expect(tried.map((text) => renderText(text, 'en'))).toEqual([
    'Attempted with no model; its size is not known.',
    'What it would have cost is not known.',
  ]);
});
