import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SCREENS } from '../../lib/ui/dashboard.ts';
import { pastedErrors } from './errors.ts';
import { openGallery } from './open-gallery.ts';

/** Takes the pictures: `node test/gallery/shoot.ts`; they land in `.output/gallery/`. */
const out = join(import.meta.dirname, '../../.output/gallery');
mkdirSync(out, { recursive: true });
const gallery = await openGallery(join(out, 'site'));

/** Only pictures whose name contains this; all without. */
const only = process.argv[2] ?? '';

async function shoot(
  name: string,
  asked: Readonly<Record<string, string>>,
  width: number,
  height: number,
): Promise<void> {
  if (!name.includes(only)) return;
  const page = await gallery.open(asked, width, height);
  await page.waitForTimeout(asked.written === undefined ? 150 : 500);
  await page.screenshot({ path: join(out, `${name}.png`), fullPage: true });
  await page.close();
}

for (const theme of ['light', 'dark']) {
  for (const lang of ['en', 'zh']) {
    const look = { lang, theme };
    const tail = `${lang}-${theme}`;
    for (const set of ['ask', 'refusal', 'notice']) {
      await shoot(`${set}-${tail}`, { what: 'sheet', set, ...look }, 1400, 800);
      for (const panel of set === 'notice' ? [] : ['sum', 'more', 'original']) {
        await shoot(`${set}-${panel}-${tail}`, { what: 'sheet', set, panel, ...look }, 1400, 800);
      }
    }
    await shoot(`chips-${tail}`, { what: 'chips', ...look }, 520, 600);
    for (const state of [
      'full',
      'budgets',
      'empty',
      'watched',
      'unloaded',
      'lost',
      'off',
      'emptyUnloaded',
      'emptyLost',
      'emptyOff',
      'stranger',
      'plain',
      'low',
      'whose',
      'refused',
      'paused',
      'unsupported',
      'loading',
      'failed',
    ]) {
      await shoot(`popup-${state}-${tail}`, { what: 'popup', state, ...look }, 360, 300);
    }
    for (const [state, step] of [
      ...[['first', 'providers'] as const, ['watching', 'providers'] as const, ['read', 'providers'] as const],
      ...[['first', 'demo'] as const, ['first', 'limit'] as const, ['read', 'limit'] as const],
      ...[['first', 'companion'] as const, ['read', 'companion'] as const, ['failed', 'limit'] as const],
    ]) {
      const asked = { what: 'welcome', state, step, ...look };
      for (const width of [320, 1280]) await shoot(`welcome-${state}-${step}-${tail}-${width}`, asked, width, 800);
    }
    for (const state of ['full', 'asked', 'empty', 'stopped', 'failed', 'nothing', 'noTab']) {
      for (const width of [320, 640, 1280]) {
        await shoot(`cost-${state}-${tail}-${width}`, { what: 'cost', state, ...look }, width, 500);
      }
    }
    await shoot(`popup-explain-${tail}`, { what: 'popup', state: 'full', explain: 'yes', ...look }, 360, 300);
    for (const state of Object.keys(pastedErrors)) {
      for (const width of [320, 420]) {
        await shoot(`explain-${state}-${tail}-${width}`, { what: 'explain', state, ...look }, width, 300);
      }
    }
  }
}
for (const [theme, lang] of [
  ['light', 'en'],
  ['dark', 'zh'],
] as const) {
  for (const screen of ['overview', 'calls', 'spend']) {
    for (const width of [320, 1280]) {
      const asked = { what: 'dashboard', state: 'hints', screen, lang, theme };
      await shoot(`dashboard-hints-${screen}-${lang}-${theme}-${width}`, asked, width, 700);
    }
  }
  for (const screen of SCREENS) {
    for (const state of ['full', 'empty']) {
      for (const width of [320, 768, 1280, 3840]) {
        const asked = { what: 'dashboard', state, screen, lang, theme };
        await shoot(`dashboard-${screen}-${state}-${lang}-${theme}-${width}`, asked, width, 700);
      }
    }
  }
}
for (const [theme, lang] of [
  ['light', 'en'],
  ['dark', 'zh'],
] as const) {
  for (const width of [320, 1280]) {
    const asked = { what: 'dashboard', state: 'full', screen: 'calls', detail: 'open', lang, theme };
    await shoot(`dashboard-detail-${lang}-${theme}-${width}`, asked, width, 700);
  }
}
for (const theme of ['light', 'dark']) {
  for (const lang of ['en', 'zh']) {
    for (const written of ['right', 'wrong']) {
      for (const width of [320, 1280]) {
        const asked = { what: 'dashboard', state: 'full', screen: 'apis', written, lang, theme };
        await shoot(`dashboard-apis-${written}-${lang}-${theme}-${width}`, asked, width, 700);
      }
    }
  }
}
for (const width of [320, 768, 1280]) {
  await shoot(`page-${width}`, { set: 'refusal', cause: 'not-enough', lang: 'en', theme: 'light' }, width, 640);
  await shoot(`page-zh-${width}`, { set: 'ask', cause: 'depleted', lang: 'zh', theme: 'dark' }, width, 640);
  await shoot(`chip-${width}`, { chip: 'enough', lang: 'en', theme: 'light' }, width, 640);
  for (const line of ['waiting', 'agreed', 'unsaid']) {
    await shoot(`line-${line}-${width}`, { line, lang: 'en', theme: 'light' }, width, 640);
    await shoot(`line-${line}-aside-${width}`, { line, aside: 'yes', lang: 'zh', theme: 'dark' }, width, 640);
  }
  for (const theme of ['light', 'dark']) {
    for (const lang of ['en', 'zh']) {
      await shoot(`corner-${width}-${lang}-${theme}`, { corner: 'leftOut', lang, theme }, width, 640);
    }
  }
}
await gallery.close();
