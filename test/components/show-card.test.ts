import type { Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ARMED_MS, cardText, clickButton, FIND_DIALOG, findButton, focusedText, heard } from './open-card.ts';
import { withGallery } from './with-gallery.ts';

const HEAD = 'This query costs 450 credits. Your balance is 392.';
const PRIMARY = 'Send 21 now';
const gallery = withGallery();
let page: Page;

beforeEach(async () => {
  page = await gallery.open({});
});

afterEach(() => page.close());

async function show(set = 'ask', name = 'batch'): Promise<void> {
  await page.evaluate(`globalThis.tried.showCard('${set}', '${name}')`);
}

async function showArmed(set = 'ask', name = 'batch'): Promise<void> {
  await show(set, name);
  await page.waitForTimeout(ARMED_MS);
}

describe('a click', () => {
  it('counts half a second after painting, and says what was clicked', async () => {
    await showArmed();
    await clickButton(page, PRIMARY);
    expect(await page.evaluate('globalThis.tried.actions')).toEqual([
      { kind: 'send-revised', revision: { kind: 'batch', keep: 21 } },
    ]);
  });

  it('does not count at once: it was meant for the page', async () => {
    await show();
    await clickButton(page, PRIMARY);
    expect(await heard(page)).toEqual([]);
  });

  it('does not count when a script makes it', async () => {
    await showArmed();
    await page.evaluate(`[...(${FIND_DIALOG}).querySelectorAll('button')].forEach((button) => button.click())`);
    expect(await heard(page)).toEqual([]);
  });

  it('counts by keyboard too', async () => {
    await showArmed();
    // Past "Close" to the primary button.
    await page.keyboard.press('Tab');
    expect(await focusedText(page)).toBe(PRIMARY);
    await page.keyboard.press('Enter');
    expect(await heard(page)).toEqual(['send-revised']);
  });

  it('does not count again at once when the primary button has become another', async () => {
    await showArmed('refusal', 'depleted');
    await page.evaluate(`globalThis.tried.updateCard('notice', 'arrived')`);
    await clickButton(page, 'Send now');
    expect(await heard(page)).toEqual([]);
    await page.waitForTimeout(ARMED_MS);
    await clickButton(page, 'Send now');
    expect(await heard(page)).toEqual(['retry']);
  });

  it('does not count at once when another call has joined, however alike the button looks', async () => {
    await showArmed('ask', 'own-limit');
    await page.evaluate(`globalThis.tried.updateCard('ask', 'own-limit-two')`);
    expect(await cardText(page)).toContain('2 calls waiting');
    await clickButton(page, 'Send it');
    expect(await heard(page)).toEqual([]);
    await page.waitForTimeout(ARMED_MS);
    await clickButton(page, 'Send it');
    expect(await heard(page)).toEqual(['send']);
  });

  it('does not count at once when the card stands for more calls, and says the same', async () => {
    await showArmed();
    await page.evaluate(`globalThis.tried.updateCard('ask', 'batch', true)`);
    await clickButton(page, PRIMARY);
    expect(await heard(page)).toEqual([]);
  });

  it('goes on counting when nothing has changed', async () => {
    await showArmed();
    await page.evaluate(`globalThis.tried.updateCard('ask', 'batch')`);
    await clickButton(page, PRIMARY);
    expect(await heard(page)).toEqual(['send-revised']);
  });

  it('does nothing while something is under way', async () => {
    await showArmed('refusal', 'depleted');
    await page.evaluate(`globalThis.tried.card.setBusy({ key: 'busy.checking' })`);
    expect(await cardText(page)).toContain('Reading your balance …');
    await clickButton(page, 'Recharge');
    expect(await heard(page)).toEqual([]);
    await page.evaluate('globalThis.tried.card.setBusy(null)');
    await clickButton(page, 'Recharge');
    expect(await heard(page)).toEqual(['open']);
  });
});

describe('the keyboard', () => {
  it('starts at the heading, and a second Enter pays nothing', async () => {
    await page.keyboard.press('Enter');
    await show();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    expect(await focusedText(page)).toBe(HEAD);
    await page.waitForTimeout(ARMED_MS);
    await page.keyboard.press('Enter');
    expect(await heard(page)).toEqual([]);
    expect(await cardText(page)).toContain(HEAD);
  });

  it('leaves by Escape, but not within the half second', async () => {
    await show();
    await page.keyboard.press('Escape');
    expect(await heard(page)).toEqual([]);
    await page.waitForTimeout(ARMED_MS);
    await page.keyboard.press('Escape');
    expect(await heard(page)).toEqual(['dismiss']);
  });

  it('leaves by Escape also after a click beside the card', async () => {
    await showArmed();
    await page.mouse.click(5, 5);
    await page.keyboard.press('Escape');
    expect(await heard(page)).toEqual(['dismiss']);
  });

  it('stays inside the card', async () => {
    await showArmed();
    for (let presses = 0; presses < 12; presses += 1) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(`document.activeElement === globalThis.tried.composer`)).toBe(false);
    }
  });

  it('tells the page nothing', async () => {
    await page.evaluate(`{
      globalThis.seen = [];
      for (const type of ['keydown', 'keyup', 'keypress', 'click', 'pointerdown', 'mousedown']) {
        document.addEventListener(type, () => globalThis.seen.push(type));
      }
    }`);
    await showArmed();
    await page.keyboard.press('Tab');
    await page.keyboard.press('a');
    await clickButton(page, 'Show the sum');
    expect(await page.evaluate('globalThis.seen')).toEqual([]);
  });

  it('goes back to the composer when the card is closed', async () => {
    await showArmed();
    await page.evaluate('globalThis.tried.card.close()');
    expect(await page.evaluate(`document.activeElement === globalThis.tried.composer`)).toBe(true);
    expect(await cardText(page)).toBeNull();
  });
});

describe('a page that covers the card', () => {
  const COVER = `{
    const cover = document.body.appendChild(document.createElement('div'));
    cover.style.cssText = 'position:fixed;inset:0;width:100vw;height:100vh;margin:0;background:#fff;pointer-events:none';
    cover.textContent = 'You have won!';
    globalThis.cover = cover;
  }`;

  it('finds the card on top again after a popover', async () => {
    await showArmed();
    await page.evaluate(COVER);
    await page.evaluate(`{ cover.popover = 'manual'; cover.showPopover(); }`);
    await page.waitForTimeout(150);
    await clickButton(page, PRIMARY);
    expect(await heard(page)).toEqual([]);
    await page.waitForTimeout(ARMED_MS);
    await clickButton(page, PRIMARY);
    expect(await heard(page)).toEqual(['send-revised']);
  });

  it('finds the card on top again after a modal dialog', async () => {
    await showArmed();
    await page.evaluate(`document.body.appendChild(document.createElement('dialog')).showModal()`);
    await page.waitForTimeout(ARMED_MS + 150);
    await clickButton(page, PRIMARY);
    expect(await heard(page)).toEqual(['send-revised']);
  });

  it('gains nothing by a popover that it opens unseen', async () => {
    await showArmed();
    await page.evaluate(`{
      const host = document.body.appendChild(document.createElement('div'));
      const cover = host.attachShadow({ mode: 'closed' }).appendChild(document.createElement('div'));
      cover.style.cssText = 'position:fixed;inset:0;width:100vw;height:100vh;margin:0;background:#fff;pointer-events:none';
      cover.popover = 'manual';
      cover.showPopover();
    }`);
    await page.waitForTimeout(ARMED_MS);
    await clickButton(page, PRIMARY);
    expect(await heard(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await heard(page)).toEqual(['dismiss']);
  });

  it('cannot hide it by its style sheet, by an attribute, or by opacity of the document', async () => {
    await page.addStyleTag({
      content: '* { display: none !important } html { display: block !important; opacity: 0.99 }',
    });
    await showArmed();
    await page.evaluate(`{
      const host = document.querySelector('[data-tollkeeper-ui=card]');
      host.style.setProperty('display', 'none', 'important');
      host.hidden = true;
      host.inert = true;
    }`);
    await page.waitForTimeout(ARMED_MS);
    expect(await findButton(page, PRIMARY)).not.toBeNull();
    await clickButton(page, PRIMARY);
    expect(await heard(page)).toEqual(['send-revised']);
  });
});

describe('a page that removes the card', () => {
  it('sees it come back once, then counts as having dismissed it', async () => {
    await showArmed();
    await page.evaluate(`document.querySelector('[data-tollkeeper-ui=card]').remove()`);
    await page.waitForTimeout(ARMED_MS);
    expect(await heard(page)).toEqual([]);
    await clickButton(page, PRIMARY);
    expect(await heard(page)).toEqual(['send-revised']);
    await page.evaluate(`document.querySelector('[data-tollkeeper-ui=card]').remove()`);
    await page.waitForTimeout(50);
    expect(await heard(page)).toEqual(['send-revised', 'dismiss']);
  });

  it('cannot take our element away by registering its name', async () => {
    await page.evaluate(`customElements.define('tollkeeper-ui', class extends HTMLElement {
      constructor() { super(); this.attachShadow({ mode: 'open' }); }
    })`);
    await showArmed();
    await clickButton(page, PRIMARY);
    expect(await heard(page)).toEqual(['send-revised']);
  });
});

describe('the card', () => {
  it('is painted where the page allows nothing', async () => {
    await page.evaluate(`{
      const meta = document.head.appendChild(document.createElement('meta'));
      meta.httpEquiv = 'Content-Security-Policy';
      meta.content = "default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
    }`);
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    await show();
    const ground = await page.evaluate(`getComputedStyle((${FIND_DIALOG}).querySelector('.primary')).backgroundColor`);
    expect(ground).toBe('rgb(11, 102, 85)');
    expect(errors).toEqual([]);
  });

  it('shows the sum and the original error on request', async () => {
    await showArmed('refusal', 'not-enough');
    expect(await cardText(page)).not.toContain('1,200 + 4,096 tokens');
    await clickButton(page, 'Show the sum');
    expect(await cardText(page)).toContain('1,200 + 4,096 tokens, / 1,000,000 × $10 = $0.05296');
    await clickButton(page, 'Show original error');
    expect(await cardText(page)).toContain('{"error":"Insufficient account balance"}');
    await clickButton(page, 'More');
    await clickButton(page, 'Copy my message');
    expect(await heard(page)).toEqual(['copy-message']);
  });

  it('copies, and shows the text selected where copying is not allowed', async () => {
    await showArmed('refusal', 'not-enough');
    await page.evaluate(`{
      navigator.clipboard.writeText = () => Promise.reject(new Error('no'));
      document.execCommand = () => false;
    }`);
    expect(await page.evaluate(`globalThis.tried.card.copyText('my long message')`)).toBe(false);
    expect(await page.evaluate(`(${FIND_DIALOG}).querySelector('textarea').value`)).toBe('my long message');
    expect(await cardText(page)).toContain('copy it by hand');
    await page.evaluate(`document.execCommand = () => true`);
    expect(await page.evaluate(`globalThis.tried.card.copyText('again')`)).toBe(true);
    expect(await cardText(page)).toContain('Copied.');
  });

  it('fits a small screen, whatever is open', async () => {
    await page.setViewportSize({ width: 320, height: 480 });
    await showArmed('refusal', 'frozen');
    await clickButton(page, 'Show the sum');
    const box = await page.evaluate<{
      width: number;
      height: number;
      scrollWidth: number;
      clientWidth: number;
    }>(`(() => {
      const dialog = ${FIND_DIALOG};
      const { width, height } = dialog.getBoundingClientRect();
      return { width, height, scrollWidth: dialog.scrollWidth, clientWidth: dialog.clientWidth };
    })()`);
    expect(box.width).toBeLessThanOrEqual(320 - 16);
    expect(box.height).toBeLessThanOrEqual(480 - 16);
    expect(box.scrollWidth).toBe(box.clientWidth);
  });

  it('says its language and theme', async () => {
    const other = await gallery.open({ set: 'ask', cause: 'batch', lang: 'zh', theme: 'dark' });
    expect(await other.evaluate(`[(${FIND_DIALOG}).lang, (${FIND_DIALOG}).dataset.theme]`)).toEqual(['zh-CN', 'dark']);
    await other.close();
  });

  it("takes the theme from the page's ground", async () => {
    await page.evaluate(`document.body.style.background = '#15181c'`);
    await show();
    expect(await page.evaluate(`(${FIND_DIALOG}).dataset.theme`)).toBe('dark');
  });
});
