import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openGallery } from './open-gallery.ts';

/** Takes the pictures for stores, in the size they ask for: `npm run package:pictures`; they land in `.output/store/`. */
const out = join(import.meta.dirname, '../../.output/store');
const [WIDTH, HEIGHT] = [1280, 800];

/** In the order in which stores show them: what is asked of the gallery, by name. */
const PICTURES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '1-ask': { story: 'yes', set: 'ask', cause: 'not-enough' },
  '2-refusal': { story: 'yes', set: 'refusal', cause: 'depleted' },
  '3-chip': { story: 'yes', chip: 'enough' },
  '4-overview': { what: 'dashboard', state: 'calm', screen: 'overview' },
  '5-spend': { what: 'dashboard', state: 'full', screen: 'spend' },
};

const gallery = await openGallery(join(out, 'site'));
for (const lang of ['en', 'zh']) {
  mkdirSync(join(out, lang), { recursive: true });
  for (const [name, asked] of Object.entries(PICTURES)) {
    const page = await gallery.open({ ...asked, lang, theme: 'light' }, WIDTH, HEIGHT);
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(out, lang, `${name}.png`) });
    await page.close();
  }
}
await gallery.close();
