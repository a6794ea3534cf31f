import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pageFiles, swaggerFiles } from '../../../companion/sandbox/pages.ts';
import { startSandbox } from '../../../companion/sandbox/server.ts';
import { demoKeys } from '../../../companion/sandbox/world.ts';
import { lastRequest, openSandbox, readJson } from './support.ts';

const folder = new URL('../../../companion/sandbox/', import.meta.url);

async function takePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('ports', () => {
  test('a taken port is survived: the next free one is used', async () => {
    const taken = await takePort();
    const sandbox = await openSandbox({ port: taken, portsMax: taken + 50 });
    expect(sandbox.port).toBeGreaterThan(taken);
    expect(sandbox.origin).toBe(`http://127.0.0.1:${sandbox.port}`);
    expect((await fetch(`${sandbox.origin}/v1/models`)).status).toBe(200);
  });

  test('a port that no browser opens is passed over', async () => {
    const sandbox = await openSandbox({ port: 4190, portsMax: 4290 });
    expect(sandbox.port).toBeGreaterThan(4190);
    expect((await fetch(sandbox.origin)).ok).toBe(true);
  });

  test('when the port is taken, it says so', async () => {
    const taken = await takePort();
    const says = `port ${taken} on 127.0.0.1 is taken`;
    await expect(startSandbox({ port: taken, portsMax: taken })).rejects.toThrow(says);
  });

  test('two sandboxes are two worlds', async () => {
    const [one, other] = [await openSandbox(), await openSandbox()];
    one.world.transactions.length = 0;
    one.world.accounts.length = 0;
    expect(other.world.accounts.length).toBe(1);
    expect((await fetch(`${one.origin}/console/api/account`)).status).toBe(404);
  });

  test('closing ends running streams and frees the port', async () => {
    const sandbox = await startSandbox({ port: null });
    await sandbox.close();
    await expect(fetch(sandbox.origin)).rejects.toThrow();
  });
});

describe('answers', () => {
  test.each(['127.0.0.1', 'localhost', 'a.localhost', 'b.localhost', 'anything.test'])(
    'under the host %s',
    async (host) => {
      const sandbox = await openSandbox();
      const headers = { host: `${host}:${sandbox.port}` };
      const sent = request({ host: '127.0.0.1', port: sandbox.port, path: '/v1/models', headers }).end();
      const [response] = await once(sent, 'response');
      response.resume();
      expect(response.statusCode).toBe(200);
      expect(lastRequest(sandbox).host).toBe(headers.host);
    },
  );

  test.each([
    ['GET', '/nowhere', 404],
    ['DELETE', '/v1/models', 404],
    ['GET', '/pages/../server.ts', 404],
    ['GET', '/pages/%2e%2e/server.ts', 404],
    ['GET', '//', 404],
    ['GET', '/__proto__', 404],
  ])('%s %s is %i', async (method, path, status) => {
    const sandbox = await openSandbox();
    const sent = request({ host: '127.0.0.1', port: sandbox.port, path, method }).end();
    const [response] = await once(sent, 'response');
    response.resume();
    expect(response.statusCode).toBe(status);
  });

  test('the OpenAPI document names the paid endpoints and every model', async () => {
    const sandbox = await openSandbox();
    const document = await readJson(await fetch(`${sandbox.origin}/openapi.json`));
    expect(Object.keys(document.paths)).toEqual(['/v1/chat/completions', '/v1/enrich', '/v1/balance', '/v1/models']);
    const { data } = await readJson(await fetch(`${sandbox.origin}/v1/models`));
    const listed = document.paths['/v1/chat/completions'].post.requestBody.content['application/json'].schema;
    expect(listed.properties.model.enum).toEqual(data.map((model: { id: string }) => model.id));
  });
});

describe('pages', () => {
  const own = [...new Set(Object.values(pageFiles))];

  test('every file of the folder is served, and nothing else', () => {
    expect(readdirSync(new URL('pages/', folder)).sort()).toEqual(own.sort());
  });

  test.each([...Object.keys(pageFiles), ...swaggerFiles.map((name) => `/docs/${name}`)])(
    '%s is served as UTF-8',
    async (path) => {
      const sandbox = await openSandbox();
      const response = await fetch(sandbox.origin + path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/; charset=utf-8$|^image\/svg\+xml$/);
    },
  );

  test.each(own)('%s asks no other site for anything', (name) => {
    const text = readFileSync(new URL(`pages/${name}`, folder), 'utf8').replaceAll('http://www.w3.org/2000/svg', '');
    expect(text).not.toMatch(/https?:|["'(]\/\/|@import/);
  });

  test('every link and script of a page exists', async () => {
    const sandbox = await openSandbox();
    for (const name of own.filter((file) => file.endsWith('.html'))) {
      const text = readFileSync(new URL(`pages/${name}`, folder), 'utf8');
      const links = [...text.matchAll(/(?:href|src)="([^"#]+)"/g)].map((match) => match[1] ?? '');
      expect(links.length).toBeGreaterThan(3);
      for (const link of links) expect(`${link} ${(await fetch(sandbox.origin + link)).status}`).toBe(`${link} 200`);
    }
  });

  test('the playground offers the demo keys and the models on sale', async () => {
    const sandbox = await openSandbox();
    const page = await (await fetch(`${sandbox.origin}/playground`)).text();
    const { data } = await readJson(await fetch(`${sandbox.origin}/v1/models`));
    for (const key of Object.values(demoKeys)) expect(page).toContain(`value="${key}"`);
    for (const { id } of data) expect(page).toContain(`>${id}</option>`);
    expect(await (await fetch(`${sandbox.origin}/pages/docs.js`)).text()).toContain(demoKeys.default);
  });

  test('the playground shows no balance', async () => {
    const sandbox = await openSandbox();
    for (const path of [
      '/playground',
      '/pages/playground.js',
      '/pages/chat.js',
      '/pages/enrich.js',
      '/pages/transport.js',
    ]) {
      expect(await (await fetch(sandbox.origin + path)).text()).not.toContain('/console/api');
    }
  });
});

test('the sandbox bills by itself: nothing in it comes from lib/', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(20);
  for (const name of files) {
    const imports = [...readFileSync(new URL(name, folder), 'utf8').matchAll(/from '([^']+)'/g)].map(
      (match) => match[1],
    );
    for (const source of imports)
      expect(`${name}: ${source}`).toMatch(/: (\.\/[\w-]+\.ts|node:[\w/]+|gpt-tokenizer\/.*)$/);
  }
});
