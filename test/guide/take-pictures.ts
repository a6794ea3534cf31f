import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRoad, setSettings } from '../e2e/road/road.ts';
import type { DrivenPage } from '../e2e/support/driver.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../e2e/support/owned-process.ts';
import { SCENES } from './scenes.ts';

/** Plays the user guide and takes its pictures: `npm run guide:pictures`; they land in `docs/pictures/guide/`. */
const out = join(import.meta.dirname, '../../docs/pictures/guide');
const [WIDTH, HEIGHT] = [1000, 680];
/** What has just come up may still fade in. */
const CALM_MS = 400;

for (const language of ['en', 'zh'] as const) await play(language);

async function play(language: 'en' | 'zh'): Promise<void> {
  const folder = join(out, language);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const road = await openRoad('chromium', { isWatched: false, width: WIDTH, height: HEIGHT });
  const scratch = makeTemporaryFolder('guide');
  try {
    await setSettings(road.browser, { language });
    const painter = await road.browser.newPage();
    for (const { pictures, play: playScene } of SCENES) {
      const taken: string[] = [];
      await playScene({
        ...{ road, language },
        async take(name, page) {
          await new Promise((resolve) => setTimeout(resolve, CALM_MS));
          const file = join(scratch, `${name}.png`);
          await page.screenshot(file);
          writeFileSync(join(folder, `${name}.webp`), await toWebp(painter, file));
          taken.push(name);
          console.log(`${language}/${name}`);
        },
      });
      if (taken.join() !== pictures.join())
        throw new Error(`a scene took ${taken.join(', ')}, not ${pictures.join(', ')}`);
    }
  } finally {
    await road.close();
    removeTemporaryFolder(scratch);
  }
}

async function toWebp(painter: DrivenPage, file: string): Promise<Buffer> {
  return Buffer.from(await painter.evaluate(encode, readFileSync(file).toString('base64')), 'base64');
}

/** Runs in a page: sent as source, so it sees nothing of this file. */
async function encode(png: string): Promise<string> {
  const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext('2d')?.drawImage(picture, 0, 0);
  const webp = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality: 0.85 })).arrayBuffer());
  let text = '';
  for (let at = 0; at < webp.length; at += 8192) text += String.fromCharCode(...webp.subarray(at, at + 8192));
  return btoa(text);
}
