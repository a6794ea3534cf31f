import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Asks from a process of its own, so that reading the answer is not what is measured. */
export async function readJson(folder: string, url: string, body?: object): Promise<void> {
  const { apiToken } = JSON.parse(readFileSync(join(folder, 'daemon.json'), 'utf8')) as { readonly apiToken: string };
  const headers = { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' };
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  const script = `const answer = await fetch(${JSON.stringify(url)}, ${JSON.stringify(init)});
    for await (const piece of answer.body) void piece;
    process.exitCode = answer.ok ? 0 : 1; if (!answer.ok) console.error(answer.status);`;
  const asking = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(asking, 'close');
  if (code !== 0) throw new Error(`[bench] ${url} was not answered`);
}
