import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Running, runCompanion, send } from '../running-companion.ts';
import { runCommand } from '../start-command.ts';

/** A machine with a screen, and a program that is told what to open. */
function desktopOf({ folder }: Running): { readonly env: NodeJS.ProcessEnv; readonly opened: () => string } {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" > ${join(folder, 'opened')}\n`);
  chmodSync(join(bin, 'xdg-open'), 0o755);
  const env = { PATH: `${bin}${delimiter}${process.env.PATH}`, TOLLKEEPER_HOME: folder, LC_ALL: 'C', DISPLAY: ':7' };
  return { env, opened: () => readFileSync(join(folder, 'opened'), 'utf8') };
}

describe.skipIf(process.platform !== 'linux')('tollkeeper open', () => {
  it('has a browser opened by a file that only its user can read, and no program is told the link', async () => {
    const running = await runCompanion({ isPolling: false });
    const { env, opened } = desktopOf(running);
    const { code, out } = await runCommand(['open', 'people'], { env });
    expect([code, out]).toEqual([0, expect.stringContaining('Opened in the browser')]);
    await expect.poll(opened).toBe(join(running.folder, 'open.html'));
    expect(statSync(opened()).mode & 0o777).toBe(0o600);
    const page = readFileSync(opened(), 'utf8');
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+\/watch\/enter\?ticket=[^"]+/.exec(page) ?? [];
    const entered = await send(url.replaceAll('&amp;', '&'), {});
    expect([entered.status, entered.text]).toEqual([200, expect.stringContaining('url=/watch/people')]);
  });

  it('prints the link where there is no screen, or only that is wanted', async () => {
    const running = await runCompanion({ isPolling: false });
    const { env } = desktopOf(running);
    const { DISPLAY: _, ...blind } = env;
    const shown = await runCommand(['open'], { env: blind });
    expect(shown.out).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/watch\/enter\?ticket=[\w-]{43}\nOpen it in a browser on this machine/,
    );
    expect((await runCommand(['open', '--print'], { env })).out.trim()).toMatch(/^http:\S+$/);
    const { url, expiresAt } = JSON.parse((await runCommand(['open', '--json'], { env })).out);
    expect([url, expiresAt]).toEqual([expect.stringContaining('ticket='), expect.any(Number)]);
    const wrong = await runCommand(['open', 'sesame'], { env });
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('people, spent, savings, funding, refusals')]);
  });
});
