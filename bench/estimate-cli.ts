import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readTexts } from './estimate/corpora.ts';

/*
 * `npm run bench -- estimate-cli`: `tollkeeper estimate --jsonl` on 10,000 requests of 2 kB, each another text, from a file to
 * a pipe, with the start of the process. A missed target is printed as missed and is no failure.
 */

const REQUESTS = 10_000;
const BODY_BYTES = 2000;
const SECONDS_MAX = 10;

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-estimate-'));
try {
  const path = join(folder, 'requests.jsonl');
  writeFileSync(path, makeRequests());
  const { seconds, lines, megabytes } = await run(path);
  if (process.argv.includes('--json')) console.log(JSON.stringify({ requests: lines, seconds, megabytes }));
  else {
    const verdict = seconds <= SECONDS_MAX ? 'met' : 'missed';
    console.log(`${lines} requests of ${BODY_BYTES} bytes: ${seconds.toFixed(1)} s (${verdict}: ≤ ${SECONDS_MAX} s)`);
    console.log(`memory at its most: ${megabytes === null ? 'not told' : `${megabytes.toFixed(0)} MB`}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Prose and code by turns, and no two pieces alike. */
function makeRequests(): string {
  const texts = Object.values(readTexts()).filter((text) => text.length > 20_000);
  const lines = Array.from({ length: REQUESTS }, (_none, id) => {
    const text = texts[id % texts.length] ?? '';
    const from = (id * 977) % (text.length - BODY_BYTES);
    const body = {
      model: 'gpt-4o',
      messages: [{ role: 'user', content: `${id} ${text.slice(from, from + BODY_BYTES)}` }],
    };
    const shorter = JSON.stringify(body).length - BODY_BYTES;
    const content = body.messages[0]?.content.slice(0, Math.max(1, BODY_BYTES - shorter)) ?? '';
    const messages = [{ role: 'user', content }];
    return JSON.stringify({ id, url: 'https://api.openai.com/v1/chat/completions', body: { ...body, messages } });
  });
  return `${lines.join('\n')}\n`;
}

async function run(path: string): Promise<{ seconds: number; lines: number; megabytes: number | null }> {
  const start = performance.now();
  const report = '--import=data:text/javascript,process.on("exit",()=>process.send?.(process.resourceUsage().maxRSS))';
  const child = spawn(process.execPath, [report, join(root, 'companion/cli.ts'), 'estimate', '--jsonl', path], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let lines = 0;
  let kilobytes: number | null = null;
  child.on('message', (told) => {
    kilobytes = Number(told);
  });
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    lines += chunk.split('\n').length - 1;
  });
  await once(child, 'close');
  return {
    seconds: (performance.now() - start) / 1000,
    lines,
    megabytes: kilobytes === null ? null : kilobytes / 1024,
  };
}
