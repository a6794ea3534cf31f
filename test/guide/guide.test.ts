import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from '../../lib/domain/texts/en.ts';
import { zh } from '../../lib/domain/texts/zh.ts';
import { root } from '../architecture/sources.ts';
import { SCENES } from './scenes.ts';

/** All pictures of documents together, bytes: they come with every clone. */
const BYTES_MAX = 1_500_000;

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const pictures = SCENES.flatMap((scene) => scene.pictures);

describe.each([
  ['en', 'docs/user-guide.md', en],
  ['zh', 'docs/user-guide-zh.md', zh],
] as const)('the user guide (%s)', (language, path, catalogue) => {
  const text = read(path);

  it('shows each picture that its script takes once, and no other; each says in words what is on it', () => {
    const shown = [...text.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)].map(([, words = '', file = '']) => ({ words, file }));
    const files = pictures.map((name) => `pictures/guide/${language}/${name}.webp`);
    expect(shown.map(({ file }) => file).toSorted()).toEqual(files.toSorted());
    expect(shown.filter(({ words }) => words.trim() === '')).toEqual([]);
  });

  it('has every picture, and keeps none that is not shown', () => {
    const there = readdirSync(join(root, 'docs/pictures/guide', language));
    expect(there.toSorted()).toEqual(pictures.map((name) => `${name}.webp`).toSorted());
  });

  it('names what is on the screen as it is written there', () => {
    const onScreen = Object.values(catalogue)
      .filter((sentence) => /\p{L}{2}/u.test(sentence.replace(/\{\w+\}/g, ' ')))
      .map(asPattern);
    const named = [...text.matchAll(/\*\*(.+?)\*\*/g)].map(([, words = '']) => words.replace(/[.。]$/, ''));
    const unknown = named.filter((words) => !onScreen.some((one) => one.test(words)));
    expect(named.length).toBeGreaterThan(40);
    expect(unknown).toEqual([]);
  });

  it('has the same parts in every language', () => {
    const levels = (of: string): readonly string[] => [...of.matchAll(/^#+(?= )/gm)].map(([level]) => level);
    expect(levels(text)).toEqual(levels(read('docs/user-guide.md')));
  });
});

/** A sentence of the catalogue, whatever is filled in, with its full stop or without. */
function asPattern(sentence: string): RegExp {
  const escaped = sentence.replace(/[.*+?^$()|[\]\\]/g, String.raw`\$&`).replace(/\{\w+\}/g, '.+');
  return new RegExp(`^${escaped.replace(/\\\.$/, String.raw`\.?`)}$`);
}

it('pictures of documents are small together', () => {
  const folder = join(root, 'docs/pictures');
  const sizes = readdirSync(folder, { recursive: true }).map((path) => statSync(join(folder, String(path))));
  const bytes = sizes.reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);
  expect(bytes).toBeLessThanOrEqual(BYTES_MAX);
});
