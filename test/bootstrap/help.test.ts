import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const checkout = fileURLToPath(new URL('../../', import.meta.url));

it.each([
  ['start', ['--help'], 0, 'Usage: npm start'],
  ['test', ['--help'], 0, 'Usage: npm test'],
  ['new-provider', ['--help'], 0, 'Usage: npm run new:provider <id>'],
  ['bench', ['page', '--help'], 0, 'Usage: npm run bench -- page'],
  ['bench', ['page', '--frob'], 2, "Unknown option '--frob'"],
])('scripts/%s.mjs %j answers at once, with code %i', (script, args, code, says) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`scripts/${script}.mjs`, ...args], {
    cwd: checkout,
    encoding: 'utf8',
  });
  expect(`${stdout}${stderr}`).toContain(says);
  expect(`${stdout}${stderr}`).not.toMatch(/^(ok|FAILED) +build/m);
  expect(status).toBe(code);
});
