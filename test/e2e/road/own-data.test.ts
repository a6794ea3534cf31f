import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { axePage } from '../support/axe.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/owned-process.ts';
import { callAsUser, chatBody, records, waitForGot } from './calls.ts';
import { openRoad, type Road, waitFor } from './road.ts';
import { press, says } from './screen.ts';

const KEY = demoKeys.default;
const PASSWORD = 'Battery horse';
const FILE = '[name=file]';

describe.each(browserKinds)('everything as a file (%s)', (kind) => {
  let road: Road;
  let downloads: string;
  beforeAll(async () => {
    downloads = makeTemporaryFolder('downloads');
    road = await openRoad(kind, { downloadsDir: downloads });
  });
  afterAll(async () => {
    await road?.close();
    removeTemporaryFolder(downloads);
  });

  async function openPrivacy(): Promise<DrivenPage> {
    const page = await road.browser.openExtensionPage('dashboard.html#privacy');
    await says(page, '', 'table');
    return page;
  }

  async function makeCalls(): Promise<void> {
    const page = await road.openReadPlayground();
    for (const name of ['one', 'two']) {
      const body = chatBody({ max_tokens: 200 });
      await callAsUser(page, { name, transport: 'fetch', path: '/v1/chat/completions', body, key: KEY });
      await waitForGot(page, name);
    }
    await records(road, 2);
    await page.close();
  }

  /** Its path, when the browser has written all of it. */
  async function downloaded(pattern: RegExp): Promise<string> {
    const find = (): string | undefined => readdirSync(downloads).find((name) => pattern.test(name));
    const isWhole = (name: string | undefined): boolean =>
      name !== undefined &&
      readFileSync(join(downloads, name)).length > 0 &&
      !readdirSync(downloads).some((other) => /\.(part|crdownload)$/.test(other));
    await waitFor(async () => isWhole(find()), `a download like ${pattern}`);
    return join(downloads, find() ?? '');
  }

  async function take(page: DrivenPage, path: string, said: string): Promise<void> {
    await page.chooseFile(FILE, path);
    await press(page, 'Take it in');
    await says(page, said);
  }

  it('is saved locked, opens with its password alone, and comes back once where all was deleted', async () => {
    await makeCalls();
    const before = await road.ledger();
    const page = await openPrivacy();
    await page.click('form .choice input');
    await page.type('[name=one]', PASSWORD);
    await page.type('[name=again]', `${PASSWORD}!`);
    await press(page, 'Export locked');
    await says(page, 'The two passwords differ.', '[role=alert]');
    expect(await axePage(page)).toEqual([]);
    await page.evaluate(() => {
      for (const field of document.querySelectorAll<HTMLInputElement>('[type=password]')) field.value = '';
    });
    await page.type('[name=one]', PASSWORD);
    await page.type('[name=again]', PASSWORD);
    await press(page, 'Export locked');
    await says(page, 'Exported ');
    const path = await downloaded(/^tollkeeper-.*\.tollkeeper$/);
    const locked = readFileSync(path);
    expect(locked.toString('latin1')).toMatch(/^\{"format":"tollkeeper-export-locked"/);
    expect(locked.toString('latin1')).not.toContain('toll-medium');

    await press(page, 'Delete everything …');
    await page.waitFor(() => document.querySelector('dialog[open] input') !== null, { what: 'the question' });
    await page.type('dialog input', 'delete');
    await page.press('Enter');
    await says(page, 'Gone: 2 calls');
    await take(page, path, 'This file is locked.');
    await page.waitFor(() => document.activeElement?.getAttribute('name') === 'password', { what: 'the field' });
    expect(await axePage(page)).toEqual([]);
    await page.type('[name=password]', 'another');
    await press(page, 'Take it in');
    await says(page, 'That is not the password');
    // Cut off: nothing of it is taken in.
    const cut = join(downloads, 'cut.tollkeeper');
    writeFileSync(cut, locked.subarray(0, locked.length - 20));
    await page.chooseFile(FILE, cut);
    await page.type('[name=password]', PASSWORD);
    await press(page, 'Take it in');
    await says(page, 'This file is damaged');
    expect((await road.ledger()).records).toEqual([]);

    await take(page, path, 'This file is locked.');
    await page.type('[name=password]', PASSWORD);
    await press(page, 'Take it in');
    await says(page, 'Taken in: 2 calls');
    const after = await road.ledger();
    const told = (ledger: typeof before) => ({
      calls: ledger.records.map(({ callId, cost }) => [callId, cost]).sort(),
      readings: ledger.readings.map(({ reading, spentSinceNano }) => [reading, spentSinceNano]),
    });
    expect(told(after)).toEqual(told(before));
    expect(after.keys).toEqual([]);
    await take(page, path, 'This file is locked.');
    await page.type('[name=password]', PASSWORD);
    await press(page, 'Take it in');
    await says(page, 'Everything in this file was here already.');
    expect((await road.ledger()).records).toHaveLength(2);
    await page.close();
  });

  it('is saved as JSON that anything can read, and is no other file', async () => {
    const page = await openPrivacy();
    const other = join(downloads, 'other.json');
    writeFileSync(other, '{"calls":[]}\n');
    await take(page, other, 'This is no file that Tollkeeper exported');
    await press(page, 'Export as JSON');
    await says(page, 'Exported ');
    const path = await downloaded(/^tollkeeper-.*\.json$/);
    const text = readFileSync(path, 'utf8');
    const file = JSON.parse(text);
    expect(file.tables.records).toHaveLength((await road.ledger()).records.length);
    expect(text).not.toMatch(/[0-9a-f]{64}|sk-sandbox/);
    await take(page, path, 'Everything in this file was here already.');
    await page.close();
  });
});
