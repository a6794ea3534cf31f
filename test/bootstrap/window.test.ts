import { describe, expect, it } from 'vitest';
import { readOrigin } from '../../scripts/support/companion.mjs';
import { judgeWindowEnd, windowArguments } from '../../scripts/support/window.mjs';

const options = { profile: '/p', extension: '/e', url: 'http://127.0.0.1:4119/playground', withSandbox: true };

describe('the window', () => {
  it('loads the extension, keeps its profile and opens the playground', () => {
    const args = windowArguments(options);
    expect(args).toContain('--load-extension=/e');
    expect(args).toContain('--user-data-dir=/p');
    expect(args.at(-1)).toBe(options.url);
  });
  it("keeps Chromium's sandbox unless told", () => {
    expect(windowArguments(options)).not.toContain('--no-sandbox');
    expect(windowArguments({ ...options, withSandbox: false })).toContain('--no-sandbox');
  });
});

describe('why a window ended', () => {
  it.each([
    ['closed by the user', { code: 0, livedMs: 500, said: '' }, 'closed'],
    ['ended by a signal', { code: null, livedMs: 500, said: '' }, 'closed'],
    ['crashed after a while', { code: 1, livedMs: 60_000, said: 'No usable sandbox!' }, 'closed'],
    ['a forbidden sandbox', { code: 1, livedMs: 300, said: 'FATAL: No usable sandbox! If you' }, 'no-sandbox'],
    ['a display that is gone', { code: 1, livedMs: 300, said: 'ERROR: Missing X server or $DISPLAY' }, 'no-display'],
    ['something else', { code: 127, livedMs: 5, said: 'libnss3.so: cannot open' }, 'failed'],
  ])('%s', (_, facts, end) => expect(judgeWindowEnd(facts)).toBe(end));
});

describe("the sandbox's address", () => {
  it('is read from the line the companion prints', () => {
    expect(readOrigin('{"origin":"http://127.0.0.1:4119","port":4119}')).toBe('http://127.0.0.1:4119');
  });
  it.each(['', 'The sandbox is running', '{"origin":"http://evil.example"}', '{"origin":5}', 'null'])(
    'is not taken from %s',
    (line) => expect(readOrigin(line)).toBeNull(),
  );
});
