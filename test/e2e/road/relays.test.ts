import { describe, expect, it } from 'vitest';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { axePage } from '../support/axe.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { callFromScript, chatBody, records, waitForGot } from './calls.ts';
import { setScenario } from './playground.ts';
import { waitFor } from './road.ts';
import { useRoad } from './use-road.ts';

/** In every question; nowhere on the screen and in what it copies. */
const CANARY = 'canaryR3laY';
const CALLS = 20;
const SENTENCES = [
  'The toll at the northern gate was raised twice last year, and nobody could say why.',
  'We crossed the bridge before noon, because the fee is lower while the offices are open.',
  'A driver who pays in advance gets a small card, which has to be shown at every second gate.',
  'How much would the whole way cost with a trailer, and how much without one?',
];

describe.each(browserKinds)('Relay check (%s)', (kind) => {
  const { road, tabs } = useRoad(kind);

  /** Questions of many lengths, streamed and in one piece. */
  async function ask(): Promise<void> {
    await road().readConsole();
    const page = tabs.add(await road().openPlayground());
    for (let index = 0; index < CALLS; index += 1) {
      const words = Array.from({ length: 3 + index }, (_, at) => SENTENCES[(index + at) % SENTENCES.length]);
      const content = `${CANARY} ${index}. ${words.join(' ')}`;
      const stream = index % 2 === 0 ? {} : { stream: true, stream_options: { include_usage: true } };
      const body = chatBody({ model: 'toll-mini', messages: [{ role: 'user', content }], ...stream });
      const call = {
        name: `${index}`,
        transport: 'fetch',
        path: '/v1/chat/completions',
        body,
        key: demoKeys.default,
      } as const;
      await callFromScript(page, call);
      expect(await waitForGot(page, `${index}`)).toMatchObject({ status: 200 });
    }
    await records(road(), CALLS);
  }

  async function open(): Promise<DrivenPage> {
    const page = tabs.add(await road().browser.openExtensionPage('dashboard.html#relays'));
    await page.waitFor(() => document.querySelector('.finding') !== null, { what: 'a finding' });
    return page;
  }

  it('a relay that bills what there is does so as expected', async () => {
    await ask();
    const page = await open();
    expect(await page.text('main h1')).toBe('Is my relay honest?');
    expect(await page.text('.finding')).toBe('As expected');
    const lines = await page.text('.relays .lines');
    expect(lines).toMatch(/Sent: as expected: [+−]\d+ % \(expected −\d+ % to \+\d+ %\)/);
    expect(lines).toMatch(/Answers: as expected/);
    expect(await page.text('.spent')).toMatch(/Sandbox[\s\S]*\$0\.000/);
    expect(await page.text('.bar nav')).toContain('Relay check');
    expect(await page.text('main')).not.toContain(CANARY);
    expect(await axePage(page)).toEqual([]);
  });

  it('one that bills two fifths more is beyond what counting explains, and the list for its support has no content', async () => {
    await setScenario(road().sandbox, 'padded');
    await ask();
    const page = await open();
    expect(await page.text('.finding')).toBe('More than usual');
    const lines = await page.text('.relays .lines');
    const [, sent] = /Sent: more than counting explains: \+(\d+) %/.exec(lines) ?? [];
    const [, came] = /Answers: more than counting explains: \+(\d+) %/.exec(lines) ?? [];
    for (const percent of [sent, came].map(Number)) expect(Math.abs(percent - 40)).toBeLessThan(12);
    await page.click('.relays summary');
    expect(await page.text('.relays details')).toContain('instructions of its own');
    await page.evaluate(keepCopied);
    await page.click('.relays details button');
    const copied = await page.waitFor<string>('globalThis.copied ?? null', { what: 'what was copied' });
    expect(copied.split('\n').length).toBeGreaterThan(CALLS);
    expect(copied).toMatch(/req_[0-9a-f]{24} {2}\d+ \/ \d+ {2}\d+ \/ \d+/);
    expect(copied).not.toContain(CANARY);
    await waitFor(async () => (await page.text('.relays details')).includes('Copied.'), 'the screen to say so');
  });

  it('is not in the menu before there is anything to compare', async () => {
    const page = tabs.add(await road().browser.openExtensionPage('dashboard.html#calls'));
    await page.waitFor(() => document.querySelector('main h1') !== null, { what: 'the dashboard' });
    expect(await page.text('.bar nav')).not.toContain('Relay check');
  });
});

/** Runs in the page: what is copied is kept instead, since headless browsers have no clipboard to read. */
function keepCopied(): void {
  Object.defineProperty(navigator, 'clipboard', {
    value: {
      writeText: async (text: string) => {
        (globalThis as unknown as { copied: string }).copied = text;
      },
    },
  });
}
