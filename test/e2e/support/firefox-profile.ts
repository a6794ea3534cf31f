import { cpSync } from 'node:fs';
import type { LaunchOptions } from './driver.ts';
import { findExecutable } from './executables.ts';
import { startFirefox } from './firefox-process.ts';
import { makeTemporaryFolder } from './owned-process.ts';

const PLAIN: LaunchOptions = { extensionPath: null };
let isFirst = true;
let prepared: Promise<string> | null = null;

/**
 * A new temporary profile. A third of what the first start on an empty folder costs goes into files of Firefox's own: they
 * are made once per process, by a start without an extension, and copied. Not for the first, which may be the only one.
 */
export async function newFirefoxProfile(): Promise<string> {
  const profile = makeTemporaryFolder('firefox');
  if (!isFirst) {
    // What failed once on a busy machine is tried again by the next.
    prepared ??= prepare().catch((error) => {
      prepared = null;
      throw error;
    });
    cpSync(await prepared, profile, { recursive: true });
  }
  isFirst = false;
  return profile;
}

async function prepare(): Promise<string> {
  const profile = makeTemporaryFolder('firefox-prepared');
  const firefox = await startFirefox(findExecutable('firefox'), profile, PLAIN, {});
  await firefox.quit();
  return profile;
}
