import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { har12 } from '../../ui/har-1-2.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { charges, choose, clickOnCard, nanoOf, setState, waitFor } from './road.ts';
import { useRoad } from './use-road.ts';

describe.each(browserKinds)('the panel in the developer tools (%s)', (kind) => {
  const { road, tabs } = useRoad(kind);

  async function open(): Promise<{ readonly page: DrivenPage; readonly panel: DrivenPage }> {
    const page = tabs.add(await road().openReadPlayground());
    await choose(page, { transport: 'fetch', isStream: false, isUsageAsked: false });
    const panel = await road().browser.openToolsPanel();
    await panel.waitFor(() => document.querySelector('.nothing') !== null, { what: 'the panel to be empty' });
    return { page, panel };
  }

  async function send(page: DrivenPage, text: string): Promise<void> {
    await page.type('#composer', text);
    await page.press('Enter');
  }

  it('follows a call to its end, saves it, and says what another model would have cost', async () => {
    const { page, panel } = await open();
    await send(page, 'A sentence about toll roads that nobody else may read.');
    const cells = await rowOf(panel, 'answered');
    await waitFor(async () => (await road().ledger()).records.length === 1, 'the record');
    const [record] = (await road().ledger()).records;
    const [billed = 0n] = charges(road().sandbox);
    expect(nanoOf(record?.cost?.likelyNano)).toBe(billed);
    const dollars = expect.stringMatching(/^\$0\.\d+$/);
    const estimate = expect.stringMatching(/^≈ \$0\.\d+/);
    expect(cells).toEqual([
      expect.any(String),
      expect.stringContaining(record?.model ?? 'no model'),
      'answered',
      ...[estimate, dollars, dollars],
    ]);
    expect(await panel.text('.recording-total')).toContain('1 call');

    await panel.evaluate(keepSaved);
    await panel.evaluate(clickOn, 'HAR');
    const file = await panel.waitFor<string | undefined>(() => (globalThis as { saved?: string }).saved, {
      timeoutMs: 10_000,
      what: 'the file',
    });
    expect(file).not.toMatch(/nobody else|sk-|Bearer/);
    const { log } = v.parse(har12, JSON.parse(file));
    expect(log.entries).toMatchObject([
      {
        request: { method: 'POST', url: `${road().sandbox.origin}/v1/chat/completions` },
        response: { status: 200 },
        _cost: { state: 'answer', certainty: 'billed', isSeenByNetwork: true, actual: { unit: 'USD' } },
      },
    ]);

    const models = await panel.waitFor(listModels, { what: 'models to choose among' });
    await panel.evaluate(askAbout, models.find((model) => model !== record?.model) ?? '');
    await panel.waitFor(() => document.querySelector('.ask-model')?.textContent?.includes(' instead of '), {
      what: 'the answer',
    });

    // What came before it was looked at is handed over by the tools' own page.
    await panel.evaluate(() => {
      setTimeout(() => location.reload(), 0);
    });
    await panel.waitFor(() => (globalThis as { saved?: string }).saved === undefined, { what: 'another document' });
    expect(await rowOf(panel, 'answered')).toEqual(cells);
  });

  it('says that a card asks, and why the provider refused', async () => {
    const { page, panel } = await open();
    await setState(road().sandbox, { balances: [{ unit: 'USD', total: '0.0001' }] });
    await send(page, 'What does the bridge cost?');
    await rowOf(panel, 'refused');
    await clickOnCard(page, 'Not now').catch(() => null);
    const [, , came, , , cost] = await rowOf(panel, 'refused');
    expect(came).toMatch(/^refused\s+\S/);
    expect(cost).toBe('$0.00');
    expect(await panel.text('.recording-total')).toContain('1 refused');
  });
});

/** The cells of the first call in which this is said. */
function rowOf(panel: DrivenPage, what: string): Promise<readonly string[]> {
  const find = (wanted: string): readonly string[] | null => {
    const rows = [...document.querySelectorAll('.recorded tbody tr')];
    const row = rows.find((one) => one.textContent?.includes(wanted));
    // A line under a line is told apart as a reader hears it.
    const say = (cell: Element): string =>
      [...cell.childNodes]
        .map((node) => node.textContent)
        .join(' ')
        .trim();
    return row ? [...row.children].map(say) : null;
  };
  return panel.waitFor<readonly string[] | null>(find as never, { args: [what], what: `a row with “${what}”` });
}

/** These run in the panel. What it hands to the browser to be saved can be looked at. */
function keepSaved(): void {
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob: Blob) => {
    void blob.text().then((text) => Object.assign(globalThis, { saved: text }));
    return make.call(URL, blob);
  };
}

function clickOn(name: string): void {
  const buttons = [...document.querySelectorAll('button')];
  buttons.find((button) => button.textContent?.includes(name))?.click();
}

function listModels(): readonly string[] | null {
  const all = [...document.querySelectorAll<HTMLOptionElement>('datalist option')].map(({ value }) => value);
  return all.length > 1 ? all : null;
}

/** As typing does: the field's own setter is React's. */
function askAbout(model: string): void {
  const field = document.querySelector<HTMLInputElement>('.ask-model input');
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, model);
  field?.dispatchEvent(new Event('input', { bubbles: true }));
}
