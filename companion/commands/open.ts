import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { dataFolder } from '../data-folder.ts';
import { escapeHtml } from '../report/escape-html.ts';
import { replacePrivate } from '../secrets/private-file.ts';
import { speak } from '../terminal/speak.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command } from './command.ts';

/** `tollkeeper open`: the pages for people, or the dashboard, in the browser. */
export const openCommand: Command = {
  name: 'open',

  operands: '[page]',
  options: {
    print: { type: 'boolean' },
    json: { type: 'boolean' },
  },

  run: async ({ values, operands, print }) => {
    const [page = ''] = operands;
    const link = await askCompanion<{ url: string; expiresAt: number }>({
      ...{ method: 'POST', path: '/watch/links', body: { page } },
    });
    if (values.json === true) print(JSON.stringify(link));
    else print(link.url);
    if (values.json === true || values.print === true) return 0;
    if (await openInBrowser(link.url)) print(speak('open.openedInTheBrowserThe'));
    else print(speak('open.openItInABrowser'));
    return 0;
  },
};

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  linux: ['xdg-open'],
};

/**
 * By a file that only this user can read: everybody on the machine sees what a program is started with, and the link lets in who
 * comes first. False: there is nothing to open it with.
 */
async function openInBrowser(url: string): Promise<boolean> {
  const [program, ...first] = OPENERS[process.platform] ?? [];
  const hasScreen = process.platform !== 'linux' || (process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY) !== undefined;
  if (program === undefined || !hasScreen) return false;
  const path = join(dataFolder(), 'open.html');
  const to = escapeHtml(url);
  replacePrivate(
    path,
    `<!doctype html><meta charset="utf-8"><title>Tollkeeper</title><meta http-equiv="refresh" content="0;url=${to}"><a href="${to}">Tollkeeper</a>\n`,
  );
  return new Promise((resolve) => {
    const child = spawn(program, [...first, path], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
