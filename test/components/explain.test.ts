import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { PASTED_CHARS_MAX } from '../../lib/domain/pasted-text.ts';
import { withGallery } from './with-gallery.ts';

const gallery = withGallery();

const openWindow = (state: string, more: Readonly<Record<string, string>> = {}) =>
  gallery.open({ what: 'explain', state, lang: 'en', ...more }, 420, 660);

/** The popup in one of its states, gone on to where errors are explained. */
async function openPopup(state: string): Promise<Page> {
  const page = await gallery.open({ what: 'popup', state, lang: 'en' }, 360, 600);
  await page.getByRole('button', { name: 'Explain an error' }).click();
  return page;
}

const field = (page: Page) => page.getByLabel('The error, as you got it');
const told = async (page: Page) => (await page.locator('.explained').allInnerTexts()).join();

/** As a person does: the clipboard's text, by a paste. */
async function paste(page: Page, text: string): Promise<void> {
  await field(page).focus();
  await page.evaluate((what) => document.execCommand('insertText', false, what), text);
}

describe('in the popup', () => {
  it.each(['full', 'empty', 'loading', 'failed'])('is there whatever is known: %s', async (state) => {
    const page = await openPopup(state);
    expect(await field(page).evaluate((element) => element === document.activeElement)).toBe(true);
    await field(page).fill('429 {"error":"Too many requests"}');
    await page.getByRole('button', { name: 'Explain', exact: true }).click();
    expect(await told(page)).toContain('Too fast, not out of money.');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.getByRole('button', { name: 'Back' }).click();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Explain an error');
    await page.close();
  });

  it('takes who answered in a host, an address or a name, and opens links of our own table alone', async () => {
    const page = await openPopup('empty');
    await field(page).fill('402 {"error":{"message":"Insufficient Balance. Pay at https://pay.example/"}}');
    await page.keyboard.press('Control+Enter');
    expect(await told(page)).toContain('Name who answered above');
    expect(await page.locator('.explained').getByRole('button').count()).toBe(0);
    await page.getByLabel('Who answered, if you know').fill('https://api.deepseek.com/chat/completions');
    await page.keyboard.press('Enter');
    await page.getByText('The balance at DeepSeek is used up.').waitFor();
    await page.locator('.explained').getByRole('button', { name: 'Recharge' }).click();
    const actions = await page.evaluate<readonly { kind: string; value: unknown }[]>('globalThis.tried.actions');
    expect(actions.filter(({ kind }) => kind === 'open')).toEqual([
      { kind: 'open', value: 'https://platform.deepseek.com/top_up' },
    ]);
    expect(await told(page)).not.toContain('pay.example');
    await page.close();
  });

  it('answers an empty field, and what is no error', async () => {
    const page = await openPopup('empty');
    await page.getByRole('button', { name: 'Explain', exact: true }).click();
    expect(await told(page)).toContain('There is nothing to explain yet.');
    await field(page).fill('Meet me at the station.');
    await page.getByRole('button', { name: 'Explain', exact: true }).click();
    await page.getByText('No error of an API was found in this.').waitFor();
    await page.close();
  });

  it('bounds what is pasted, and says that there was more', async () => {
    const page = await openPopup('empty');
    await field(page).fill(`402 {"error":"Insufficient balance"}\n${'x'.repeat(1_000_000)}`);
    expect(await field(page).evaluate((element) => (element as HTMLTextAreaElement).value.length)).toBe(
      PASTED_CHARS_MAX + 1,
    );
    await page.getByRole('button', { name: 'Explain', exact: true }).click();
    expect(await told(page)).toMatch(/used up[\s\S]*only the first 262,144 characters were read/);
    await page.close();
  });

  it('explains a paste at once, and what is typed when it is asked to', async () => {
    const page = await openPopup('empty');
    await page.evaluate(() => {
      const area = document.querySelector('textarea') as HTMLTextAreaElement;
      const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set;
      set?.call(area, '402 Insufficient Balance');
      area.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
    });
    await page.getByText('The balance at the provider is used up.').waitFor();
    await field(page).fill('');
    await paste(page, '429 slow down');
    expect(await told(page)).toContain('used up');
    await page.close();
  });
});

describe('in its own window', () => {
  it('explains what was selected as it comes up', async () => {
    const page = await openWindow('depleted');
    expect(await told(page)).toMatch(
      /The balance at DeepSeek is used up\.\s+Nothing was charged\.\s+Recharge, then send it again\./,
    );
    expect((await page.locator('.explained dl').allInnerTexts()).join()).toMatch(
      /Answered by\s+DeepSeek, with status 402\s+Whose balance or limit\s+Yours\s+The same call again\s+Only after a recharge/,
    );
    expect(await page.getByRole('button', { name: 'Back' }).count()).toBe(0);
    await page.close();
  });

  it('takes the page for who answered until the text is another', async () => {
    const page = await openWindow('unsure', { page: 'platform.deepseek.com' });
    expect(await told(page)).toContain('DeepSeek, with status 402');
    await field(page).fill('402 Insufficient Balance');
    await page.getByRole('button', { name: 'Explain', exact: true }).click();
    await page.getByText('The balance at the provider is used up.').waitFor();
    await page.close();
  });

  it.each([
    ['rate', 'Too fast, not out of money.', 'After 12 s'],
    ['other', 'This is not about money.', 'Not before something has changed'],
    ['unsure', 'It may be about money', "Can't be told from this"],
    ['upstream', 'Not your balance', 'When the provider has paid its supplier'],
    ['keyLimit', 'This key reached its own limit', "This key's own limit"],
  ])('says it plainly: %s', async (state, head, fact) => {
    const page = await openWindow(state);
    const text = await told(page);
    expect(text).toContain(head);
    expect(text).toContain(fact);
    expect(await page.locator('.explained').getByRole('button').count()).toBe(0);
    await page.close();
  });

  it.each([320, 360, 420, 900])('fits %i pixels', async (width) => {
    for (const state of ['depleted', 'unbroken', 'short']) {
      for (const lang of ['en', 'zh']) {
        const page = await gallery.open({ what: 'explain', state, lang }, width, 660);
        expect([state, lang, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([
          state,
          lang,
          width,
        ]);
        await page.close();
      }
    }
  });
});
