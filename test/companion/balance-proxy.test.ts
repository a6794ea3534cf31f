import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { runCommand } from './start-command.ts';

test('a balance is asked for by the proxy that the environment names', async () => {
  const asked: string[] = [];
  const server = createServer().on('connect', (request, socket: Socket) => {
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 403 No\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { PATH: process.env.PATH, NO_COLOR: '1', DEEPSEEK_API_KEY: 'sk-of-nobody-at-all-0000' };
  const { code, out, err } = await runCommand(['balance', 'deepseek'], { env: { ...env, HTTPS_PROXY: proxy } });
  expect([code, `${out}${err}`]).toEqual([1, expect.stringContaining('could not be reached')]);
  expect(asked).toEqual(['api.deepseek.com:443']);
}, 20_000);
