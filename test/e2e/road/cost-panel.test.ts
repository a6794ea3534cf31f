import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { har12 } from '../../ui/har-1-2.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { charges, clickOnCard, nanoOf, setState, waitFor } from './road.ts';
import { useRoad } from './use-road.ts';

describe.each(browserKinds)('the panel in the developer tools (%s)', (kind) => {
  const { road, tabs } = useRoad(kind);

  async function open(): Promise<{ readonly page: DrivenPage; readonly panel: DrivenPage }> {
    const page = tabs.add(await road().openReadPlayground());
    const panel = await road().browser.openToolsPanel();
    await panel.waitFor(() => document.body.innerText.includes('No priced calls yet'), {
      what: 'the panel to be empty',
    });
    return { page, panel };
  }

  async function send(page: DrivenPage, text: string): Promise<void> {
    await page.type('#composer', text);
    await page.press('Enter');
  }

  /** Its cells, by lines. */
  async function rowOf(panel: DrivenPage, what: string): Promise<readonly string[]> {
    const find = (wanted: string): readonly string[] | null => {
      const rows = [...document.querySelectorAll<HTMLElement>('.recorded tbody tr')];
      const row = rows.find((one) => one.innerText.includes(wanted));
      return row ? [...row.children].map((cell) => (cell as HTMLElement).innerText.trim()) : null;
    };
    return panel.waitFor<readonly string[] | null>(find as never, { args: [what], what: `a row with “${what}”` });
  }

  it('shows a call live, what was said of it, what was set aside and what it came to, and keeps it over a reload', async () => {
    const { page, panel } = await open();
    await send(page, 'Tell me about toll roads, please.');
    const [, name, , estimate, aside, cost] = await rowOf(panel, 'answered');
    await waitFor(async () => (await road().ledger()).records.length === 1, 'the record');
    const [record] = (await road().ledger()).records;
    expect(name).toContain(record?.model ?? 'no model');
    expect(estimate).toMatch(/^≈ \$0\.\d+/);
    expect(aside).toMatch(/^\$0\.\d+$/);
    expect(nanoOf(record?.cost?.likelyNano)).toBe(charges(road().sandbox)[0]);
    expect(cost).toMatch(/^\$0\.\d+/);
    expect(await panel.text('.recording-total')).toContain('1 call');
    // What came before it was looked at is handed over by the tools' own page.
    await panel.evaluate(() => setTimeout(() => location.reload(), 0));
    await panel.waitFor(() => performance.getEntriesByType('navigation')[0]?.toJSON().type === 'reload');
    expect(await rowOf(panel, 'answered')).toEqual([expect.any(String), name, 'answered', estimate, aside, cost]);
  });

  it('says that a card asks, and then why the provider refused', async () => {
    const { page, panel } = await open();
    await setState(road().sandbox, { balances: [{ unit: 'USD', total: '0' }] });
    await page.evaluate(() => fetch('/console/api/account').then(() => true)).catch(() => null);
    await send(page, 'What does the bridge cost?');
    await rowOf(panel, 'refused');
    await clickOnCard(page, 'Not now').catch(() => null);
    const [, , came, , , cost] = await rowOf(panel, 'refused');
    expect(came?.split('\n')).toHaveLength(2);
    expect(cost).toBe('$0.00');
    expect(await panel.text('.recording-total')).toContain('1 refused');
  });

  it('saves a HAR that keeps to the specification, with costs and without keys or texts', async () => {
    const { page, panel } = await open();
    await send(page, 'A sentence that nobody else may read.');
    await rowOf(panel, 'answered');
    await panel.evaluate(keepSaved);
    await panel.evaluate(() => {
      const buttons = [...document.querySelectorAll('button')];
      buttons.find((button) => button.textContent?.includes('HAR'))?.click();
    });
    const text = await panel.waitFor<string | undefined>(() => (globalThis as { saved?: string }).saved, {
      timeoutMs: 10_000,
      what: 'the file',
    });
    expect(text).not.toMatch(/nobody else|sk-|Bearer/);
    const { log } = v.parse(har12, JSON.parse(text));
    const address = expect.stringMatching(/\/v1\/chat\/completions$/);
    expect(log.entries).toMatchObject([
      {
        request: { method: 'POST', url: address },
        _cost: { state: 'answer', certainty: 'billed', actual: { unit: 'USD' }, estimate: { unit: 'USD' } },
      },
    ]);
    const [entry] = log.entries as readonly { response: { status: number }; _cost?: { isSeenByNetwork: boolean } }[];
    expect([entry?._cost?.isSeenByNetwork, entry?.response.status]).toEqual([true, 200]);
  });

  it('says what the page would have cost with another model', async () => {
    const { page, panel } = await open();
    await send(page, 'Tell me about toll roads, please.');
    await rowOf(panel, 'answered');
    const models = await panel.waitFor<readonly string[]>(
      () => {
        const all = [...document.querySelectorAll<HTMLOptionElement>('datalist option')].map(({ value }) => value);
        return all.length > 1 ? all : (null as never);
      },
      { what: 'models to choose among' },
    );
    const other = models.find((model) => model.includes('small') || model.includes('mini')) ?? models[0] ?? '';
    await panel.evaluate((model: string) => {
      const field = document.querySelector<HTMLInputElement>('.ask-model input');
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, model);
      field?.dispatchEvent(new Event('input', { bubbles: true }));
    }, other);
    await panel.waitFor(
      () => document.querySelector('.ask-model [role=status]')?.textContent?.includes(' instead of '),
      {
        what: 'the answer',
      },
    );
  });
});

/** Runs in the panel: what it hands to the browser to be saved can be looked at. */
function keepSaved(): void {
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob: Blob) => {
    void blob.text().then((text) => Object.assign(globalThis, { saved: text }));
    return make.call(URL, blob);
  };
}
