import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';
import { type Gallery, openGallery } from '../gallery/open-gallery.ts';

/** The gallery for the tests of one file: built before the first, gone after the last. */
export function withGallery(): Pick<Gallery, 'open'> {
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-gallery-'));
  let gallery: Gallery | null = null;
  beforeAll(async () => {
    gallery = await openGallery(folder);
  });
  afterAll(async () => {
    await gallery?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    open: (...asked) => {
      if (gallery === null) throw new Error('The gallery is open during the tests only.');
      return gallery.open(...asked);
    },
  };
}
