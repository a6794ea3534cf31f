import { describe, expect, it } from 'vitest';
import { read, sourcesUnder } from '../../architecture/sources.ts';

const rooms = sourcesUnder('lib/domain/refusals/words');

describe('the words', () => {
  it('lie in rooms one can read', () => {
    expect(rooms.length).toBeGreaterThan(5);
    for (const path of rooms) expect(read(path).split('\n').length).toBeLessThanOrEqual(150);
  });

  it('make no pattern that nobody can read', () => {
    const longest = rooms.flatMap((path) =>
      [...read(path).matchAll(/^\s+['`](.+)['`],$/gm)].map(([, words = '']) => words),
    );
    expect(longest.length).toBeGreaterThan(80);
    expect(longest.filter((words) => words.length > 300)).toEqual([]);
  });
});
