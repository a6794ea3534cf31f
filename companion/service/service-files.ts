import { join } from 'node:path';

/** What is to be started with the session of a user. */
export interface ServiceProgram {
  /** Absolute path of Node. */
  readonly node: string;
  /** Absolute path of the command line. */
  readonly cli: string;
  /** Arguments of `up`. */
  readonly args: readonly string[];
  /** The data folder. */
  readonly folder: string;
}

/** A file that tells the system, and how the system is told of it. */
export interface ServiceFile {
  readonly path: string;
  readonly text: string;
  /** Programs and their arguments, in order. */
  readonly install: readonly (readonly string[])[];
  readonly remove: readonly (readonly string[])[];
  /** Ends with 0 where it runs. */
  readonly status: readonly string[];
}

/** The file for a platform. `home`: the user's; `uid`: the user's number, where there is one. */
export function serviceFile(
  platform: NodeJS.Platform,
  program: ServiceProgram,
  { home, uid }: { readonly home: string; readonly uid: number },
): ServiceFile {
  if (platform === 'win32') return windowsTask(program);
  return platform === 'darwin' ? launchAgent(program, home, uid) : systemdUnit(program, home);
}

/** @see https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html */
function systemdUnit({ node, cli, args, folder }: ServiceProgram, home: string): ServiceFile {
  const text = [
    '[Unit]',
    'Description=Tollkeeper: local gateway that knows what API calls cost',
    'After=network-online.target',
    '',
    '[Service]',
    `ExecStart=${[node, cli, 'up', ...args].map((word) => inSystemdQuotes(word)).join(' ')}`,
    `Environment=${inSystemdQuotes(`TOLLKEEPER_HOME=${folder}`, 'value')}`,
    // Calls under way may end.
    'TimeoutStopSec=90',
    'Restart=on-failure',
    'RestartSec=5',
    'UMask=0077',
    'NoNewPrivileges=true',
    '',
    '[Install]',
    'WantedBy=default.target',
    '',
  ].join('\n');
  const unit = 'tollkeeper.service';
  return {
    path: join(home, '.config', 'systemd', 'user', unit),
    text,
    install: [
      ['systemctl', '--user', 'daemon-reload'],
      ['systemctl', '--user', 'enable', '--now', unit],
    ],
    remove: [['systemctl', '--user', 'disable', '--now', unit]],
    status: ['systemctl', '--user', 'is-active', '--quiet', unit],
  };
}

/** A word of a command line: no quote, specifier (`%`) or variable (`$`, only there) is left to be read. */
function inSystemdQuotes(text: string, of: 'word' | 'value' = 'word'): string {
  const escaped = text.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%').replaceAll('\n', '\\n');
  return `"${of === 'word' ? escaped.replaceAll('$', '$$$$') : escaped}"`;
}

/** @see https://www.manpagez.com/man/5/launchd.plist/ */
function launchAgent({ node, cli, args, folder }: ServiceProgram, home: string, uid: number): ServiceFile {
  const label = 'tollkeeper.companion';
  const words = [node, cli, 'up', ...args].map((word) => `    <string>${inXml(word)}</string>`);
  const path = join(home, 'Library', 'LaunchAgents', `${label}.plist`);
  const text = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    `  <key>Label</key><string>${label}</string>`,
    ...['  <key>ProgramArguments</key>', '  <array>', ...words, '  </array>'],
    '  <key>EnvironmentVariables</key>',
    `  <dict><key>TOLLKEEPER_HOME</key><string>${inXml(folder)}</string></dict>`,
    '  <key>RunAtLoad</key><true/>',
    '  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>',
    '  <key>Umask</key><integer>63</integer>',
    `  <key>StandardErrorPath</key><string>${inXml(join(folder, 'service.log'))}</string>`,
    '</dict>',
    '</plist>',
    '',
  ].join('\n');
  const domain = `gui/${uid}`;
  return {
    path,
    text,
    install: [['launchctl', 'bootstrap', domain, path]],
    remove: [['launchctl', 'bootout', `${domain}/${label}`]],
    status: ['launchctl', 'print', `${domain}/${label}`],
  };
}

/** @see https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema */
function windowsTask({ node, cli, args, folder }: ServiceProgram): ServiceFile {
  const path = join(folder, 'tollkeeper-task.xml');
  const words = [cli, 'up', ...args].map(inWindowsQuotes).join(' ');
  const text = [
    '<?xml version="1.0" encoding="UTF-16"?>',
    '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
    '  <Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>',
    '  <Principals><Principal id="Author"><LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel></Principal></Principals>',
    '  <Settings>',
    '    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>',
    '    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>',
    '    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>',
    '    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>',
    '    <RestartOnFailure><Interval>PT1M</Interval><Count>10</Count></RestartOnFailure>',
    '  </Settings>',
    `  <Actions Context="Author"><Exec><Command>${inXml(node)}</Command><Arguments>${inXml(words)}</Arguments></Exec></Actions>`,
    '</Task>',
    '',
  ].join('\r\n');
  const name = 'Tollkeeper';
  return {
    path,
    text,
    install: [
      ['schtasks', '/Create', '/TN', name, '/XML', path, '/F'],
      ['schtasks', '/Run', '/TN', name],
    ],
    remove: [
      ['schtasks', '/End', '/TN', name],
      ['schtasks', '/Delete', '/TN', name, '/F'],
    ],
    status: ['schtasks', '/Query', '/TN', name],
  };
}

function inXml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
  };
  // What XML 1.0 has no way to say is left out.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replace(/[&<>"']/g, (sign) => names[sign] ?? '');
}

/** As programs of Windows read their command line: backslashes before a quote are doubled. */
function inWindowsQuotes(text: string): string {
  return `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}
