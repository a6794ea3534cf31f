import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { withGallery } from './with-gallery.ts';

const gallery = withGallery();

/** Pages as they are built: what the chip's page looks like around `#composer`. */
const LAYOUTS: Readonly<Record<string, string>> = {
  'a chat with a composer at the bottom': `
    <div style="display:flex;flex-direction:column;height:100vh;margin:0">
      <nav><a href="#">Home</a> <a href="#">Keys</a> <button>Menu</button></nav>
      <div tabindex="0" role="log" style="flex:1;overflow:auto"><p>An answer.</p><button>Copy</button></div>
      <div><button>Attach</button> <button>Tools</button> <select><option>gpt-4-turbo</option></select></div>
      <div style="display:flex"><textarea id="composer" style="flex:1;min-height:64px"></textarea><button>Send</button></div>
      <p style="margin:2px"><a href="#">Terms</a> <label><input type="checkbox"> Stream</label></p>
    </div>`,
  'a playground with a panel of settings': `
    <div style="display:flex;flex-wrap:wrap;height:100vh">
      <textarea id="composer" style="flex:1 1 260px;height:60vh;box-sizing:border-box"></textarea>
      <form style="flex:1 1 200px"><label>Model <select><option>a</option></select></label>
        <label>Temperature <input type="range"></label><label>Tokens <input type="number"></label>
        <button>Run</button><button>Reset</button></form>
    </div>`,
  'a form between others': `
    <div><h1>POST /v1/enrich</h1><button>Try it out</button>
      <div contenteditable="true" id="composer" style="min-height:80px;border:1px solid">{}</div>
      <button style="width:100%;height:48px">Execute</button><button style="width:100%;height:48px">Clear</button>
      ${'<p><a href="#">A schema to open</a></p>'.repeat(30)}</div>`,
};

interface Looked {
  readonly text: string;
  readonly isVisible: boolean;
  readonly chip: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  readonly covered: readonly string[];
}

/** Where the chip is, and what it covers: by every element that takes the mouse, not by the chip's own list. */
async function look(page: Page, kind: 'chip' | 'corner' = 'chip'): Promise<Looked> {
  return page.evaluate<Looked>(`(() => {
    const host = document.querySelector('[data-tollkeeper-ui=${kind}]');
    const root = globalThis.roots.find((each) => each.host === host);
    const { left, top, right, bottom } = host.getBoundingClientRect();
    const controls = [...document.querySelectorAll('a, button, input, select, textarea, label, [contenteditable]')];
    const covered = controls.filter((control) => {
      const box = control.getBoundingClientRect();
      return box.left < right && box.right > left && box.top < bottom && box.bottom > top;
    });
    return {
      text: root.querySelector('.chip').textContent,
      isVisible: getComputedStyle(host).visibility === 'visible',
      chip: { left, top, right, bottom },
      covered: covered.map((control) => control.outerHTML.slice(0, 80)),
    };
  })()`);
}

async function openLayout(html: string, width: number, show = `showChip('enough')`): Promise<Page> {
  const page = await gallery.open({}, width, 640);
  await page.evaluate(`{
    document.body.innerHTML = ${JSON.stringify(html)};
    globalThis.tried.composer = document.getElementById('composer');
  }`);
  await page.evaluate(`globalThis.tried.${show}`);
  return page;
}

describe.each(Object.entries(LAYOUTS))('on %s, the chip', (_, html) => {
  it.each([320, 375, 768, 1024, 1280])('is seen at %i px and covers no control', async (width) => {
    const page = await openLayout(html, width);
    const { isVisible, chip, covered, text } = await look(page);
    expect(text).toContain('≈ $0.024');
    expect({ isVisible, covered }).toEqual({ isVisible: true, covered: [] });
    expect(chip.left).toBeGreaterThanOrEqual(0);
    expect(chip.top).toBeGreaterThanOrEqual(0);
    expect(chip.right).toBeLessThanOrEqual(width);
    expect(chip.bottom).toBeLessThanOrEqual(640);
    await page.close();
  });
});

describe('the chip', () => {
  it('stays beside its composer: a focusable log above it is no control', async () => {
    const page = await openLayout(LAYOUTS['a chat with a composer at the bottom'] ?? '', 1024);
    const { chip } = await look(page);
    const top = await page.evaluate<number>(`document.getElementById('composer').getBoundingClientRect().top`);
    expect(top - chip.bottom).toBeLessThan(80);
    await page.close();
  });

  const chat = LAYOUTS['a chat with a composer at the bottom'] ?? '';

  it('takes no clicks, and shows the new figures', async () => {
    const page = await openLayout(chat, 1024);
    const { chip } = await look(page);
    const x = (chip.left + chip.right) / 2;
    const y = (chip.top + chip.bottom) / 2;
    expect(await page.evaluate(`document.elementFromPoint(${x}, ${y}).closest('[data-tollkeeper-ui]')`)).toBeNull();
    await page.evaluate(`globalThis.tried.updateChip('after')`);
    await page.waitForTimeout(200);
    expect((await look(page)).text).toBe('cost $0.0021, estimate 0.0019, $3.92 left');
    await page.close();
  });

  it('moves away when the composer grows, a control appears under it, or the page scrolls', async () => {
    const page = await openLayout(LAYOUTS['a form between others'] ?? '', 768);
    const before = await look(page);
    await page.evaluate(`document.getElementById('composer').style.minHeight = '260px'`);
    await page.waitForTimeout(250);
    expect(await look(page)).toMatchObject({ isVisible: true, covered: [] });
    const { chip } = await look(page);
    await page.evaluate(`{
      const button = document.body.appendChild(document.createElement('button'));
      button.textContent = 'New';
      button.style.cssText = 'position:fixed;left:${chip.left}px;top:${chip.top}px;width:200px;height:30px';
    }`);
    await page.waitForTimeout(250);
    expect(await look(page)).toMatchObject({ isVisible: true, covered: [] });
    await page.mouse.wheel(0, 150);
    await page.waitForTimeout(250);
    expect((await look(page)).covered).toEqual([]);
    expect((await look(page)).chip).not.toEqual(before.chip);
    await page.close();
  });

  it('says only the price where there is little room, and nothing where there is none', async () => {
    const filled = '<textarea id="composer" style="position:fixed;inset:34px 0 0 0;width:100%"></textarea>';
    const narrow = await openLayout(
      `${filled}<button style="position:fixed;left:240px;top:0;width:116px;height:34px">Send</button>`,
      360,
    );
    expect(await look(narrow)).toMatchObject({ text: '≈ $0.024 (at most $0.053)', isVisible: true, covered: [] });
    await narrow.close();
    const none = await openLayout(
      '<textarea id="composer" style="position:fixed;inset:0;width:100%;height:100%"></textarea>',
      360,
    );
    expect((await look(none)).isVisible).toBe(false);
    await none.close();
  });

  it('is gone with its composer, and when it is closed', async () => {
    const page = await openLayout(chat, 1024);
    await page.evaluate(`document.getElementById('composer').remove()`);
    await page.waitForTimeout(250);
    expect((await look(page)).isVisible).toBe(false);
    await page.evaluate('globalThis.tried.chip.close()');
    expect(await page.evaluate(`document.querySelector('[data-tollkeeper-ui]')`)).toBeNull();
    await page.close();
  });
});

describe.each(Object.entries(LAYOUTS))('on %s, the line in the corner', (_, html) => {
  it.each([320, 768, 1280])('is seen at %i px, covers no control, and is clicked', async (width) => {
    const page = await openLayout(html, width, `showCorner('leftOut')`);
    const { isVisible, chip, covered, text } = await look(page, 'corner');
    // Which of its forms there is room for at 320 px is a matter of the machine's fonts.
    const forms = ['4 records are not sent yet · Show them', '4 records are not sent yet'];
    expect(width > 320 ? forms.slice(0, 1) : forms).toContain(text);
    expect({ isVisible, covered }).toEqual({ isVisible: true, covered: [] });
    expect(chip.left).toBeGreaterThanOrEqual(0);
    expect(chip.top).toBeGreaterThanOrEqual(0);
    expect(chip.right).toBeLessThanOrEqual(width);
    expect(chip.bottom).toBeLessThanOrEqual(640);
    // Large enough for a finger (WCAG 2.5.8).
    expect(chip.bottom - chip.top).toBeGreaterThanOrEqual(24);
    await page.mouse.click((chip.left + chip.right) / 2, (chip.top + chip.bottom) / 2);
    expect(await page.evaluate('globalThis.tried.actions')).toEqual([{ kind: 'show', value: 'leftOut' }]);
    await page.close();
  });
});

describe('the line in the corner', () => {
  const chat = LAYOUTS['a chat with a composer at the bottom'] ?? '';
  const heard = 'globalThis.tried.actions.length';

  it("is the page's last stop for the keyboard, and opened by Enter and by Space", async () => {
    const page = await openLayout(chat, 1024, `showCorner('leftOut')`);
    await page.evaluate(`document.querySelector('input[type=checkbox]').focus()`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(`document.activeElement.dataset.tollkeeperUi`)).toBe('corner');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(heard)).toBe(1);
    await page.keyboard.press('Space');
    expect(await page.evaluate(heard)).toBe(2);
    await page.close();
  });

  it('is not opened by a script', async () => {
    const page = await openLayout(chat, 1024, `showCorner('leftOut')`);
    await page.evaluate(`globalThis.roots.forEach((root) => root.querySelector('button')?.click())`);
    expect(await page.evaluate(heard)).toBe(0);
    await page.close();
  });

  it('makes room for a control that appears where it stands', async () => {
    const page = await openLayout(chat, 1024, `showCorner('leftOut')`);
    const { chip } = await look(page, 'corner');
    await page.evaluate(`{
      const button = document.body.appendChild(document.createElement('button'));
      button.textContent = 'Help';
      button.style.cssText = 'position:fixed;left:${chip.left}px;top:${chip.top}px;width:120px;height:40px';
    }`);
    await page.waitForTimeout(250);
    expect(await look(page, 'corner')).toMatchObject({ isVisible: true, covered: [] });
    await page.close();
  });
});

it.each(['en', 'zh'])(
  'where it wraps, no line begins or ends with a dot, and the box is as wide as its widest line: %s',
  async (lang) => {
    const page = await gallery.open({ what: 'chips', lang }, 320, 900);
    const chips = await page.evaluate<readonly { text: string; rows: number; spare: number; loose: number }[]>(`
    [...globalThis.roots[0].querySelectorAll('.chip')].map((chip) => {
      const clauses = [...chip.querySelectorAll('.clause')].map((clause) => clause.getBoundingClientRect());
      const box = chip.querySelector('.clauses').getBoundingClientRect();
      const cutOff = box.left + parseFloat(getComputedStyle(chip.querySelector('.clauses')).marginInlineStart) * -1;
      const seen = [...chip.querySelectorAll('.dot')].filter((dot) => dot.getBoundingClientRect().right > cutOff + 1);
      const isAfterAnother = (dot) => clauses.some(({ top, bottom, right }) => {
        const own = dot.getBoundingClientRect();
        return own.top < bottom && own.bottom > top && right <= own.left + 1;
      });
      return {
        text: chip.textContent,
        rows: new Set(clauses.map(({ top }) => top)).size,
        spare: box.right - Math.max(...clauses.map(({ right }) => right)),
        loose: seen.filter((dot) => !isAfterAnother(dot)).length,
      };
    })`);
    expect(chips.filter(({ rows }) => rows > 1).length).toBeGreaterThan(2);
    expect(chips.find(({ text }) => text.includes(lang === 'en' ? 'enough for' : '还够'))?.text).toMatch(/\S · \S/);
    for (const { text, spare, loose } of chips) {
      expect([text, loose]).toEqual([text, 0]);
      expect([text, spare < 2]).toEqual([text, true]);
    }
    await page.close();
  },
);
