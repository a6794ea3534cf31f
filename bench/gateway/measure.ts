import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';

/** A server in a process of its own. */
export interface Process {
  readonly origin: string;
  readonly child: ChildProcess;
}

/** A server of the bench. */
export interface Server extends Process {
  /** Its memory, and how long its event loop stood still at most since it was asked before. */
  readonly report: () => Promise<Report>;
}

/** What a server says of itself. */
export interface Report {
  readonly rssMb: number;
  readonly stillMs: number;
  /** What its threads have worked since it began, ms. */
  readonly cpuMs: number;
}

/** Starts a server of the bench and waits until it listens. */
export async function startServer(role: 'provider' | 'bare' | 'carrier' | 'companion', origin = ''): Promise<Server> {
  const script = fileURLToPath(new URL('start.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, role, origin], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  const [port] = await once(lines, 'line');
  const report = async (): Promise<Report> => {
    child.stdin.write('\n');
    const [line] = await once(lines, 'line');
    return JSON.parse(line) as Report;
  };
  return { origin: `http://127.0.0.1:${port}`, child, report };
}

/** One way to a provider, with its connections kept open. */
export interface Way {
  readonly name: string;
  readonly pool: Pool;
  readonly path: string;
  /** Besides those of every call. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Opens a way with so many connections. */
export function openWay(
  name: string,
  origin: string,
  path: string,
  connections: number,
  headers: Way['headers'] = {},
): Way {
  return { name, path, headers, pool: new Pool(origin, { connections }) };
}

const HEADERS = { 'content-type': 'application/json', authorization: 'Bearer sk-bench' };

/** Times of calls one after the other, ms: to the first byte of the answer, and to its end. */
export async function timeCalls(
  { pool, path, headers }: Way,
  body: string,
  calls: number,
): Promise<{ readonly first: readonly number[]; readonly whole: readonly number[] }> {
  const first: number[] = [];
  const whole: number[] = [];
  for (let index = 0; index < calls; index += 1) {
    const at = performance.now();
    const answer = await pool.request({ path, method: 'POST', headers: { ...HEADERS, ...headers }, body });
    let isFirst = true;
    if (answer.statusCode !== 200)
      throw new Error(
        `${path} answered to ${body.length} bytes with ${answer.statusCode}: ${await answer.body.text()}`,
      );
    for await (const _ of answer.body) {
      if (isFirst) first.push(performance.now() - at);
      isFirst = false;
    }
    whole.push(performance.now() - at);
  }
  return { first, whole };
}

/** Calls a second with so many at once. */
export async function countCalls(way: Way, body: string, atOnce: number, calls: number): Promise<number> {
  const at = performance.now();
  await Promise.all(Array.from({ length: atOnce }, () => timeCalls(way, body, Math.ceil(calls / atOnce))));
  return (Math.ceil(calls / atOnce) * atOnce * 1000) / (performance.now() - at);
}

/** The value below which so many of a hundred are. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}
