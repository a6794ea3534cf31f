import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { dataFolder } from '../data-folder.ts';
import { escapeHtml } from '../report/escape-html.ts';
import { replacePrivate } from '../secrets/private-file.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command } from './command.ts';

/** `tollkeeper open`: the pages for people, or the dashboard, in the browser. */
export const openCommand: Command = {
  name: 'open',
  summary: 'Open the dashboard or the pages for people in the browser',
  operands: '[page]',
  options: {
    print: { type: 'boolean', summary: 'Only print the link: it lets one browser in, once, within two minutes.' },
    json: { type: 'boolean', summary: 'Print the link as JSON, and open nothing.' },
  },
  notes: () => [
    'Pages: dashboard, people, spent, savings, funding, refusals. Without a name it',
    'is the page that says how things stand.',
  ],
  run: async ({ values, operands, print }) => {
    const [page = ''] = operands;
    const link = await askCompanion<{ url: string; expiresAt: number }>({
      ...{ method: 'POST', path: '/watch/links', body: { page } },
    });
    if (values.json === true) print(JSON.stringify(link));
    else print(link.url);
    if (values.json === true || values.print === true) return 0;
    if (await openInBrowser(link.url)) print('Opened in the browser. The link holds once, for two minutes.');
    else print('Open it in a browser on this machine, within two minutes; it holds once.');
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
