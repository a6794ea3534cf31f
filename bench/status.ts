import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './page/statistics.ts';

/*
 * `npm run bench -- status`: what `tollkeeper status --line` takes from its start to its end, beside a Node that does nothing,
 * one after the other in one run.
 */

const ROUNDS = 25;
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-status-'));
const env = { PATH: process.env.PATH, HOME: folder, TOLLKEEPER_HOME: folder, TZ: 'UTC' };
const daemon = spawn(process.execPath, [at('../companion/cli.mjs'), 'up', '--port', '0', '--json'], {
  ...{ env, stdio: ['ignore', 'pipe', 'inherit'] },
});
await once(daemon.stdout, 'data');

const ways: Readonly<Record<string, readonly string[]>> = {
  'node -e 0': ['-e', '0'],
  'status --line': [at('../companion/cli.mjs'), 'status', '--line'],
  'without the compile cache': [at('../companion/cli.ts'), 'status', '--line'],
};
const taken = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));

for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [name, args] of Object.entries(ways)) {
    const startedAt = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { env });
    const wall = performance.now() - startedAt;
    if (status !== 0) throw new Error(`[bench] ${name}: ${stderr}`);
    // The first round fills caches.
    if (round === 0) continue;
    taken.get(name)?.push(wall);
  }
}
daemon.kill('SIGTERM');
await once(daemon, 'close');
rmSync(folder, { recursive: true });
const bare = median(taken.get('node -e 0') ?? []);
const told = Object.fromEntries(
  [...taken].map(([name, wall]) => [
    name,
    {
      median: `${median(wall).toFixed(0)} ms`,
      least: `${Math.min(...wall).toFixed(0)} ms`,
      'of bare': (median(wall) / bare).toFixed(2),
    },
  ]),
);
if (process.argv.includes('--json')) console.log(JSON.stringify({ node: process.version, ...told }));
else {
  console.log(`Node ${process.version}; ${ROUNDS} rounds, one after the other`);
  console.table(told);
}
