import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FigureId, Reading } from './figures.ts';
import { BUILDS, type Lab } from './lab.ts';
import { exactly } from './readings.ts';

const BYTES_PER_KB = 1000;

/** Sizes of what a page is given and of what the popup loads, gzip level 9, in the build that is measured. */
export function measureSizes(kind: Lab['kind']): readonly (readonly [FigureId, Reading])[] {
  const folder = BUILDS[kind];
  return [
    ['size-tap', sizeOf(folder, ['tap.js'])],
    ['size-bridge', sizeOf(folder, ['bridge.js'])],
    ['size-page-ui', sizeOf(folder, ['page-ui.js'])],
    ['size-popup', sizeOf(folder, popupFiles(folder))],
  ];
}

function sizeOf(folder: string, files: readonly string[]): Reading {
  const all = files.map((file) => readFileSync(join(folder, file)));
  const packed = all.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0);
  const raw = all.reduce((sum, bytes) => sum + bytes.length, 0);
  return exactly(packed / BYTES_PER_KB, 'size', 1, `${(raw / BYTES_PER_KB).toFixed(1)} kB unpacked`);
}

/** The popup's page, and every script and style of the build that only it can load. */
function popupFiles(folder: string): readonly string[] {
  const inFolder = (name: string): string[] => readdirSync(join(folder, name)).map((file) => join(name, file));
  return ['popup.html', ...inFolder('chunks'), ...inFolder('assets')];
}
