import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bundleCompanion } from '../build/packages/bundle-companion.ts';
import { EXPORT_FORMATS } from '../companion/export/export-query.ts';
import { fillRecords } from './export/fill-records.ts';

/*
 * `npm run bench -- export [calls]`: a ledger of a million calls leaves in each form, through a companion that runs, packed as
 * people have it (types that are stripped at run time take 70 MB more). Time is of the whole command; memory is the most that each process ever had (Linux only), and what the export
 * added to it is said apart, as are the seconds of a processor that it took; `status` is how long the
 * companion takes to answer something else meanwhile.
 */

const calls = Number(process.argv.find((argument) => /^\d+$/.test(argument)) ?? 1_000_000);
const root = fileURLToPath(new URL('..', import.meta.url));
const packed = mkdtempSync(join(tmpdir(), 'tollkeeper-packed-'));
await bundleCompanion(root, packed);
const cli = join(packed, 'companion/cli.mjs');
console.error(`Filling a ledger with ${calls.toLocaleString('en')} calls …`);
const folder = await fillRecords(calls);
const env = { PATH: process.env.PATH, HOME: folder, TOLLKEEPER_HOME: folder, TZ: 'UTC' };
const results: Record<string, Record<string, string>> = {};

try {
  for (const format of EXPORT_FORMATS) results[format] = await measure(format);
  if (process.argv.includes('--json')) console.log(JSON.stringify({ node: process.version, calls, ...results }));
  else {
    const { size } = statSync(join(folder, 'ledger.sqlite'));
    console.log(`Node ${process.version}; ${calls.toLocaleString('en')} calls, ${(size / 1e6).toFixed(0)} MB`);
    console.table(results);
  }
} finally {
  rmSync(folder, { recursive: true });
  rmSync(packed, { recursive: true });
}

/** A companion of its own for each form: what one left in memory is not counted for the next. */
async function measure(format: string): Promise<Record<string, string>> {
  const daemon = spawn(process.execPath, [cli, 'up', '--port', '0', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(daemon.stdout, 'data');
  const { origin } = JSON.parse(String(said));
  await wait(1000);
  const [before, usedBefore] = [peakMb(daemon.pid), processorSeconds(daemon.pid)];
  const out = join(folder, `calls.${format}`);
  const startedAt = performance.now();
  const exporting = spawn(process.execPath, [cli, 'export', '--format', format, '--out', out, '--json'], { env });
  let told = '';
  exporting.stdout.on('data', (chunk) => {
    told += chunk;
  });
  let own = 0;
  const asked: number[] = [];
  const token = JSON.parse(readFileSync(join(folder, 'daemon.json'), 'utf8')).apiToken;
  const ended = once(exporting, 'close');
  const probing = setInterval(() => {
    own = Math.max(own, peakMb(exporting.pid));
    const at = performance.now();
    void fetch(`${origin}/api/v1/balances`, { headers: { authorization: `Bearer ${token}` } })
      .then((answer) => answer.text())
      .then(() => asked.push(performance.now() - at))
      // The last of them may find it gone.
      .catch(() => {});
  }, 50);
  await ended;
  clearInterval(probing);
  const seconds = (performance.now() - startedAt) / 1000;
  const after = peakMb(daemon.pid);
  const used = processorSeconds(daemon.pid) - usedBefore;
  daemon.kill('SIGTERM');
  await once(daemon, 'close');
  asked.sort((a, b) => a - b);
  const { rows } = JSON.parse(told);
  return {
    rows: String(rows),
    seconds: seconds.toFixed(1),
    'of a processor': used.toFixed(1),
    'MB written': (statSync(out).size / 1e6).toFixed(0),
    'command, MB': own.toFixed(0),
    'companion before, MB': before.toFixed(0),
    'companion at most, MB': after.toFixed(0),
    'more by, MB': (after - before).toFixed(0),
    'meanwhile p50, ms': (asked[Math.floor(asked.length / 2)] ?? 0).toFixed(1),
    'p99, ms': (asked[Math.floor(asked.length * 0.99)] ?? 0).toFixed(1),
  };
}

function peakMb(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** What a process has used of processors, seconds: what else the machine does is not in it. */
function processorSeconds(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}
