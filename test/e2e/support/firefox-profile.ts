import { cpSync } from 'node:fs';
import type { LaunchOptions } from './driver.ts';
import { findExecutable } from './executables.ts';
import { startFirefox } from './firefox-process.ts';
import { makeTemporaryFolder } from './owned-process.ts';

const PLAIN: LaunchOptions = { extensionPath: null };
let prepared: Promise<string> | null = null;

/**
 * A new temporary profile. A third of what the first start on an empty folder costs goes into files of Firefox's own: they
 * are made once per process, by a start without an extension, and copied.
 */
export async function newFirefoxProfile(): Promise<string> {
  prepared ??= prepare();
  const profile = makeTemporaryFolder('firefox');
  // Without one that is prepared it starts all the same.
  const from = await prepared.catch(() => null);
  if (from === null) prepared = null;
  else cpSync(from, profile, { recursive: true });
  return profile;
}

async function prepare(): Promise<string> {
  const profile = makeTemporaryFolder('firefox-prepared');
  const firefox = await startFirefox(findExecutable('firefox'), profile, PLAIN, {});
  await firefox.quit();
  return profile;
}
