import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAbroad, readDoor } from '../../companion/commands/read-abroad.ts';
import { isUserError } from '../../companion/commands/user-error.ts';
import { type Sandbox, startSandbox } from '../../companion/sandbox/server.ts';
import { demoKeys } from '../../companion/sandbox/world.ts';
import { makeCertificate } from './gateway/certificate.ts';
import { runCommand, startCommand } from './start-command.ts';

let folder: string;
let env: NodeJS.ProcessEnv;
let sandbox: Sandbox;
let cert: string;
let files: { readonly 'tls-key': string; readonly 'tls-cert': string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-abroad-'));
  env = { PATH: process.env.PATH, HOME: folder, TZ: 'UTC', NO_COLOR: '1' };
  sandbox = await startSandbox({ port: null });
  const made = makeCertificate('gate.example');
  cert = made.cert;
  files = { 'tls-key': join(folder, 'key.pem'), 'tls-cert': join(folder, 'cert.pem') };
  writeFileSync(files['tls-key'], made.key);
  writeFileSync(files['tls-cert'], cert);
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

interface Asked {
  readonly port: number;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly host?: string;
}

/** Asks as another machine does: by name, and trusting nothing but the certificate. Resolves to status and text. */
function ask({ port, path, headers = {}, host = 'gate.example' }: Asked): Promise<readonly [number, string]> {
  return new Promise((resolve, reject) => {
    const named = { host: '127.0.0.1', port, path, ca: cert, servername: 'gate.example', agent: false };
    const asking = request({ ...named, headers: { host, ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.once('end', () => resolve([response.statusCode ?? 0, text]));
    });
    asking.once('error', reject).end();
  });
}

describe('a companion that serves other machines', { timeout: 60_000 }, () => {
  test('by TLS, under a name that was allowed, with a token, and calls alone; this machine as before', async () => {
    const args = [
      '--host',
      '0.0.0.0',
      '--tls-port',
      '0',
      '--tls-key',
      files['tls-key'],
      '--tls-cert',
      files['tls-cert'],
    ];
    const more = ['--allow-host', 'gate.example', '--allow-origin', 'http://localhost:3000'];
    const upstream = ['--upstream', `sandbox=${sandbox.origin}`];
    const { child, ended, output } = startCommand(['up', '--port', '0', '--json', ...upstream, ...args, ...more], env);
    await expect.poll(() => output.out + output.err, { timeout: 20_000 }).toContain('\n');
    const { origin, abroad } = JSON.parse(output.out) as { origin: string; abroad: string };
    expect([origin, abroad]).toEqual([
      expect.stringMatching(/^http:\/\/127\./),
      expect.stringMatching(/^https:\/\/gate\.example:\d+$/),
    ]);
    const port = Number(new URL(abroad).port);
    const { token } = JSON.parse((await runCommand(['tools', 'token', 'ci', '--json'], { env })).out) as {
      token: string;
    };
    const authorization = `Bearer ${demoKeys.default}`;
    const path = '/sandbox/v1/models';
    expect((await ask({ port, path: `/t/${token}${path}`, headers: { authorization } }))[0]).toBe(200);
    expect(await ask({ port, path, headers: { authorization } })).toEqual([401, expect.stringContaining('token')]);
    expect(await ask({ port, path, host: 'evil.example' })).toEqual([403, expect.stringContaining('--allow-host')]);
    // What is asked with the API's own token, and pages for people, stay here.
    for (const own of ['/api/v1/status', '/watch', '/metrics'])
      expect([own, (await ask({ port, path: own }))[0]]).toEqual([own, 404]);
    await expect(fetch(`http://127.0.0.1:${port}${path}`)).rejects.toThrow();
    const page = (from: string) => fetch(`${origin}${path}`, { headers: { authorization, origin: from } });
    expect((await page('http://localhost:3000')).headers.get('access-control-allow-origin')).toBe(
      'http://localhost:3000',
    );
    expect((await page('http://localhost:3001')).status).toBe(403);
    expect((await runCommand(['status'], { env })).code).toBe(0);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  test('where its port is taken, or its address is none of this machine, says so and which option to change', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await expect.poll(() => server.address()).not.toBeNull();
    const { port } = server.address() as { port: number };
    const tls = ['--tls-key', files['tls-key'], '--tls-cert', files['tls-cert']];
    const taken = await runCommand(['up', '--port', '0', '--host', '127.0.0.1', '--tls-port', String(port), ...tls], {
      env,
    });
    expect([taken.code, taken.err]).toEqual([1, expect.stringMatching(/taken.*--tls-port/s)]);
    server.close();
    const nowhere = await runCommand(['up', '--port', '0', '--host', '192.0.2.1', '--tls-port', '0', ...tls], { env });
    expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining('--host')]);
  });
});

describe('who may be served besides', () => {
  const why = (read: () => unknown): string => {
    try {
      return `read as ${JSON.stringify(read())}`;
    } catch (error) {
      return isUserError(error) ? `${error.exitCode} ${error.why}` : String(error);
    }
  };

  test('nobody, where nothing is said', () => {
    expect([readAbroad({}), readDoor({})]).toEqual([null, { hosts: [], origins: [] }]);
  });

  test('names are compared as browsers write them; an address answers to itself', () => {
    const values = { host: '10.0.0.5', 'allow-host': 'Gate.Example, [FD00::1]', 'allow-origin': 'https://app.example' };
    const hosts = ['gate.example', '[fd00::1]', '10.0.0.5'];
    expect(readDoor(values)).toEqual({ hosts, origins: ['https://app.example'] });
    expect(readDoor({ host: 'fd00::2' }).hosts).toEqual(['[fd00::2]']);
  });

  test('keys never travel readable, and what is wrong is said', () => {
    expect(why(() => readAbroad({ host: '0.0.0.0' }))).toMatch(/^2 .*readable without TLS/);
    expect(why(() => readAbroad({ host: '0.0.0.0', 'tls-key': files['tls-key'] }))).toMatch(/^2 .*--tls-cert/);
    expect(why(() => readAbroad({ ...files }))).toMatch(/^2 .*--host/);
    expect(why(() => readAbroad({ 'tls-port': '1' }))).toMatch(/^2 .*--host/);
    expect(why(() => readAbroad({ ...files, host: 'x', 'tls-key': join(folder, 'none') }))).toMatch(/^2 .*ENOENT/);
    expect(why(() => readAbroad({ ...files, host: 'x', 'tls-cert': files['tls-key'] }))).toMatch(/^2 /);
    expect(why(() => readDoor({ host: '0.0.0.0' }))).toMatch(/^2 .*--allow-host/);
    for (const name of ['https://gate.example', 'gate.example:443', '*', '', 'a b']) {
      expect([name, why(() => readDoor({ 'allow-host': name }))]).toEqual([
        name,
        expect.stringMatching(/^2 .*no name/),
      ]);
    }
    for (const origin of ['*', 'null', 'app.example', 'https://app.example/', 'https://app.example/x', 'file:///x']) {
      const told = why(() => readDoor({ 'allow-origin': origin }));
      expect([origin, told]).toEqual([origin, expect.stringMatching(/^2 .*no origin/)]);
    }
  });
});
