import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Box, DrivenPage } from '../support/driver.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/owned-process.ts';

/** What is really painted: mean brightness (0 to 255) of a part of the page, by a picture that the page itself decodes. */
export async function meanBrightness(page: DrivenPage, box: Box): Promise<number> {
  const folder = makeTemporaryFolder('picture');
  try {
    const file = join(folder, 'page.png');
    await page.screenshot(file);
    return await page.evaluate(measure, readFileSync(file).toString('base64'), box);
  } finally {
    removeTemporaryFolder(folder);
  }
}

async function measure(png: string, box: Box): Promise<number> {
  const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const scale = bitmap.width / innerWidth;
  const width = Math.floor(box.width * scale);
  const height = Math.floor(box.height * scale);
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(bitmap, -box.x * scale, -box.y * scale);
  const { data } = context.getImageData(0, 0, width, height);
  let sum = 0;
  for (let at = 0; at < data.length; at += 4) sum += ((data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0)) / 3;
  return sum / (data.length / 4);
}
