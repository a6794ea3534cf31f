import { spawn } from 'node:child_process';
import * as v from 'valibot';
import { type ChannelPorts, channel, type Delivered, type Notice } from './channel.ts';
import { bodyText, escapeHtml, titleOf } from './notice-text.ts';
import { codeOf } from './open-sender.ts';

const TITLE_CHARS_MAX = 120;
const BODY_CHARS_MAX = 500;

/** How a program of the system is run: its arguments, and what it is told. No shell reads any of it. */
interface Run {
  readonly file: string;
  readonly args: readonly string[];
  readonly input: string;
  /** What to do where it is not there. */
  readonly absent: string;
}

/** A notification on the desktop of who runs the companion. */
export const desktop = channel({
  kind: 'desktop',
  summary: 'A notification on the desktop of this machine',
  settings: v.strictObject({}),
  secrets: [],
  paceMs: 1000,
  describe: () => 'this machine',
  send: async (notice, _settings, ports) => {
    const { platform } = ports.surroundings;
    const runOf = byPlatform[platform];
    if (runOf === undefined) return { kind: 'refused', why: `nothing shows notifications on ${platform} that we know` };
    return run(runOf(notice), ports);
  },
});

const byPlatform: Partial<Record<NodeJS.Platform, (notice: Notice) => Run>> = {
  linux: (notice) => ({
    file: 'notify-send',
    args: [
      ...['--app-name=Tollkeeper', `--urgency=${notice.level === 'urgent' ? 'critical' : 'normal'}`],
      // Its body knows a few marks of HTML; what begins with a dash would be an option.
      ...['--', titleOf(notice, TITLE_CHARS_MAX), escapeHtml(bodyOf(notice))],
    ],
    input: '',
    absent: 'install libnotify (notify-send)',
  }),
  darwin: (notice) => ({
    file: 'osascript',
    args: [
      ...['-e', 'on run argv'],
      ...['-e', 'display notification (item 2 of argv) with title (item 1 of argv)'],
      ...['-e', 'end run', '--', titleOf(notice, TITLE_CHARS_MAX), bodyOf(notice)],
    ],
    input: '',
    absent: 'osascript belongs to macOS: look at your PATH',
  }),
  win32: (notice) => ({
    file: 'powershell.exe',
    args: ['-NoProfile', '-NonInteractive', '-Command', WINDOWS],
    // In base64, so that no code page changes it.
    input: [titleOf(notice, TITLE_CHARS_MAX), bodyOf(notice)].map((text) => `${toBase64(text)}\n`).join(''),
    absent: 'PowerShell belongs to Windows: look at your PATH',
  }),
};

/** BurntToast where somebody has it, else a balloon of the tray, which every Windows has. */
const WINDOWS = `$ErrorActionPreference='Stop'
function Read-Text { [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String([Console]::In.ReadLine())) }
$title = Read-Text; $body = Read-Text
if (Get-Module -ListAvailable -Name BurntToast) { New-BurntToastNotification -Text $title, $body; exit 0 }
Add-Type -AssemblyName System.Windows.Forms, System.Drawing
$icon = New-Object System.Windows.Forms.NotifyIcon
$icon.Icon = [System.Drawing.SystemIcons]::Information; $icon.Visible = $true
$icon.ShowBalloonTip(10000, $title, $body, 'None'); Start-Sleep -Seconds 5; $icon.Dispose()`;

function bodyOf(notice: Notice): string {
  return bodyText(notice, { max: BODY_CHARS_MAX, by: 'characters' });
}

function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function run({ file, args, input, absent }: Run, { signal, surroundings }: ChannelPorts): Promise<Delivered> {
  return new Promise((resolve) => {
    // A desktop's own service listens at an address that stands in the environment.
    const env = { ...surroundings.environment };
    const child = spawn(file, args, { env, signal, stdio: ['pipe', 'ignore', 'ignore'], windowsHide: true });
    child.once('error', (error) => {
      const code = codeOf(error);
      if (code === 'ENOENT') resolve({ kind: 'refused', why: `${file} is not there: ${absent}` });
      else
        resolve({ kind: 'failed', why: signal.aborted ? `${file} took too long` : `${file} could not run (${code})` });
    });
    child.once('close', (code) => {
      if (code === 0) resolve({ kind: 'accepted', detail: file });
      else resolve({ kind: 'failed', why: `${file} ended with ${code ?? 'no code'}: is a desktop there?` });
    });
    // A program that ends without reading is told by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
