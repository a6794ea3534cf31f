#!/usr/bin/env node
// @ts-check
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

// The command line as people start it. This file is plain JavaScript: what is compiled is kept from one start to the next, and
// that has to begin before there is any type to strip. A prompt that asks at every line waits half as long.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 24 && !(major === 22 && minor >= 18)) {
  console.error(
    `Tollkeeper cannot run on Node ${process.versions.node}.\n` +
      '  Why: it needs what Node has from 22.18 on.\n' +
      '  What to do: install Node 24 or newer. In a checkout "npm run -s tollkeeper --" brings its own.',
  );
  process.exit(1);
}
// Imported here, because an old Node that lacks it would fail before it could be told so.
const { enableCompileCache } = await import('node:module');
const cache = cacheFolder();
try {
  // Made by the first command of all, it may be the data folder itself: nobody else's to read.
  mkdirSync(cache, { recursive: true, mode: 0o700 });
} catch {
  // Then nothing is kept.
}
enableCompileCache(cache);
await import('./cli.ts');

/** The user's own: in a folder that all share, somebody else could put something in its place. */
function cacheFolder() {
  const { TOLLKEEPER_HOME, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (TOLLKEEPER_HOME) return join(TOLLKEEPER_HOME, 'cache');
  if (process.platform === 'win32')
    return join(LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'Tollkeeper', 'cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Tollkeeper');
  return join(XDG_CACHE_HOME?.startsWith('/') ? XDG_CACHE_HOME : join(homedir(), '.cache'), 'tollkeeper');
}
