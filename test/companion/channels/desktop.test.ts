import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivered, Notice } from '../../../companion/channels/channel.ts';
import { openSender } from '../../../companion/channels/open-sender.ts';
import { openSendBy } from '../../../companion/channels/send-by.ts';
import { noticeOf } from './notice-of.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-desktop-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program of the system that writes down what it is given, an argument a line, then its input. */
function program(name: string, more = ''): void {
  const script = `#!/bin/sh\nfor one in "$@"; do printf '%s\\036' "$one" >> "${folder}/got"; done\ncat >> "${folder}/got"\n${more}\n`;
  writeFileSync(join(folder, name), script, { mode: 0o755 });
}

const got = (): string => (existsSync(join(folder, 'got')) ? readFileSync(join(folder, 'got'), 'utf8') : '');

async function show(
  platform: NodeJS.Platform,
  { notice = noticeOf(), attemptMsMax = 5000 }: { readonly notice?: Notice; readonly attemptMsMax?: number } = {},
): Promise<Delivered> {
  const sender = openSender({});
  const environment = { PATH: `${folder}:/usr/bin:/bin` };
  const by = openSendBy({ now: Date.now, post: sender.send, surroundings: { platform, environment } }, attemptMsMax);
  const kept = { name: 'here', kind: 'desktop', settings: {}, isOn: true, offBecause: null };
  const delivered = await by(kept, notice, new AbortController().signal);
  await sender.close();
  return delivered;
}

describe.skipIf(process.platform === 'win32')('a notification on the desktop', () => {
  it('is shown by the program of the system, as arguments that no shell reads', async () => {
    program('notify-send');
    const notice = noticeOf({
      title: '--hint=x $(touch /tmp/no) `id`',
      lines: ['<b>now</b> & "then"'],
      level: 'urgent',
    });
    expect(await show('linux', { notice })).toEqual({ kind: 'accepted', detail: 'notify-send' });
    const [app, urgency, end, title, body] = got().split('\u001e');
    expect([app, urgency, end]).toEqual(['--app-name=Tollkeeper', '--urgency=critical', '--']);
    expect(title).toBe('--hint=x $(touch /tmp/no) `id`');
    expect(body).toContain('&lt;b&gt;now&lt;/b&gt; &amp; &quot;then&quot;');
    expect(body).toContain('notice-0001');
  });

  it('on macOS the texts are arguments of a script, never part of it', async () => {
    program('osascript');
    const notice = noticeOf({ title: '" & do shell script "id' });
    expect((await show('darwin', { notice })).kind).toBe('accepted');
    const parts = got().split('\u001e');
    expect(parts.slice(0, 7)).toEqual([
      ...['-e', 'on run argv', '-e', 'display notification (item 2 of argv) with title (item 1 of argv)'],
      ...['-e', 'end run', '--'],
    ]);
    expect(parts[7]).toBe('" & do shell script "id');
  });

  it('on Windows they come in by a pipe, in base64', async () => {
    program('powershell.exe');
    const notice = noticeOf({ title: "欠费'; calc", isSecondCopy: true });
    expect((await show('win32', { notice })).kind).toBe('accepted');
    const input = got().split('\u001e').at(-1)?.trim().split('\n') ?? [];
    const [title, body] = input.map((line) => Buffer.from(line, 'base64').toString('utf8'));
    expect(title).toBe("欠费'; calc");
    expect(body).toContain('second copy');
    expect(got().split('\u001e').slice(0, -1).join(' ')).not.toContain('calc');
  });

  it('where the program is not there, it is said what to install', async () => {
    // Whatever this machine has, it is not looked for there.
    const delivered = await show('darwin');
    expect(delivered).toMatchObject({ kind: 'refused' });
    expect(delivered.kind === 'refused' && delivered.why).toContain('osascript is not there');
  });

  it('a program that fails is for later, and one that hangs is ended', async () => {
    program('notify-send', 'exit 3');
    expect(await show('linux')).toMatchObject({ kind: 'failed', why: 'notify-send ended with 3: is a desktop there?' });
    program('osascript', 'exec sleep 20');
    expect(await show('darwin', { attemptMsMax: 300 })).toMatchObject({
      kind: 'failed',
      why: 'osascript took too long',
    });
  });

  it('a system that we know nothing of is refused', async () => {
    expect(await show('aix')).toMatchObject({ kind: 'refused' });
  });
});
