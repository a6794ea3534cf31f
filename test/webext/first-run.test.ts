import './fake-browser.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { knowHint, noteHint, readHint, readScreenHints } from '../../lib/webext/hints.ts';
import { welcomeOnce } from '../../lib/webext/open-welcome.ts';
import { listChoices } from '../../lib/webext/welcome-providers.ts';
import { readWelcome, writeWelcome } from '../../lib/webext/welcome-state.ts';
import { forgetNews, noteUpdate, readNews } from '../../lib/webext/whats-new.ts';
import { browser, seen } from './fake-browser.ts';

beforeEach(() => {
  Object.assign(seen, { stored: {}, opened: [] });
  Object.assign(browser.storage.local, {
    remove: async (name: string): Promise<void> => {
      delete seen.stored[name];
    },
  });
});

describe('the first page', () => {
  it('opens after the first install, and never again by itself', async () => {
    await welcomeOnce('install');
    expect(seen.opened).toEqual(['extension://tollkeeper/welcome.html']);
    await welcomeOnce('install');
    await welcomeOnce('update');
    expect(seen.opened).toHaveLength(1);
  });

  it('does not open after an update of a version that had none', async () => {
    await welcomeOnce('update');
    await welcomeOnce('browser_update');
    expect(seen.opened).toEqual([]);
  });

  it('remembers the step and what was set, and takes nonsense for the first step', async () => {
    expect(await readWelcome()).toBeNull();
    await writeWelcome({ step: 'limit' });
    await writeWelcome({ budget: 'Every month' });
    expect(await readWelcome()).toEqual({ step: 'limit', budget: 'Every month' });
    seen.stored.welcome = { step: 'elsewhere', budget: 7 };
    expect(await readWelcome()).toEqual({ step: 'providers', budget: null });
  });
});

describe('who can be chosen there', () => {
  const choices = listChoices();

  it('is every provider once, each with pages that can be asked for, over https but on this machine', () => {
    expect(new Set(choices.map(({ id }) => id)).size).toBe(choices.length);
    expect(choices.length).toBeGreaterThan(50);
    for (const { id, name, patterns, wallet } of choices) {
      expect([id, name.length > 1, patterns.length > 0]).toEqual([id, true, true]);
      for (const pattern of patterns) {
        expect(pattern).toMatch(/^https:\/\/[^/:]+\/\*$|^http:\/\/(127\.0\.0\.1|(\*\.|[a-z]+\.)?localhost)\/\*$/);
      }
      if (wallet !== null) expect(wallet).toMatch(/^https:\/\//);
    }
  });
});

describe('what an update has brought', () => {
  it('is told to who had an older version, until they know; an install brings no news', async () => {
    await noteUpdate('install', undefined);
    await noteUpdate('update', '0.1.0');
    expect(await readNews()).toEqual([]);
    await noteUpdate('update', '0.0.9');
    expect((await readNews()).length).toBeGreaterThan(0);
    // A second update before anybody has looked: still what is new since the first.
    await noteUpdate('update', '0.0.99');
    expect(seen.stored.newsSince).toBe('0.0.9');
    await forgetNews();
    expect(await readNews()).toEqual([]);
    expect(seen.opened).toEqual([]);
  });
});

describe('what somebody meets for the first time', () => {
  it('is told once, the most telling first, and never again after they know', async () => {
    expect(await readHint()).toBeNull();
    await noteHint('chip');
    expect(await readHint()).toBe('chip');
    await noteHint('card');
    expect(await readHint()).toBe('card');
    await knowHint('card');
    expect(await readHint()).toBe('chip');
    await knowHint('chip');
    expect(await readHint()).toBeNull();
    expect(seen.stored).toEqual({ 'hint-card': 'known', 'hint-chip': 'known' });
    // Another start of the background, which remembers nothing itself.
    vi.resetModules();
    const { noteHint: noteAgain } = await import('../../lib/webext/hints.ts');
    await noteAgain('chip');
    expect(await readHint()).toBeNull();
  });

  it('of a screen is said until they know, each by itself', async () => {
    expect(await readScreenHints()).toEqual(['overview', 'calls', 'spend']);
    await knowHint('calls');
    expect(await readScreenHints()).toEqual(['overview', 'spend']);
    expect(await readHint()).toBeNull();
  });
});
