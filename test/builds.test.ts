import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pageHalf } from '../build/page-half.ts';
import { TESTING_VERDICT_MS } from '../build/testing-verdict.ts';
import { VERDICT_MS_MAX } from '../lib/page/protocol.ts';
import { families, providers } from '../lib/providers/registry.ts';
import { root } from './architecture/sources.ts';

/** `npm test` builds before it runs this; without a build every test here fails. */
const STORE = ['chrome-mv3', 'firefox-mv3'] as const;

function read(build: string, file: string): string {
  const path = join(root, '.output', build, file);
  if (!existsSync(path)) throw new Error(`${path} is missing: run npm run build and npm run build:test first`);
  return readFileSync(path, 'utf8');
}

/** Every text of a build by its path; pictures are left out. */
function textsOf(build: string): readonly (readonly [string, string])[] {
  read(build, 'manifest.json');
  const entries = readdirSync(join(root, '.output', build), { recursive: true, encoding: 'utf8' });
  const names = entries.filter((name) => /\.(js|json|html|css)$/.test(name));
  return names.map((name) => [name, read(build, name)] as const);
}

function manifestOf(build: string): Record<string, unknown> {
  return JSON.parse(read(build, 'manifest.json'));
}

/** What may be asked for: https, and this machine, which nothing leaves. */
const HOSTS = ['https://*/*', 'http://127.0.0.1/*', 'http://localhost/*'];

describe.each(STORE)('the store build %s', (build) => {
  it('asks for nothing at install but what it lists here', () => {
    const manifest = manifestOf(build);
    for (const absent of [
      'content_scripts',
      'host_permissions',
      'web_accessible_resources',
      'externally_connectable',
    ]) {
      expect(manifest).not.toHaveProperty(absent);
    }
    expect(manifest.manifest_version).toBe(3);
    expect(manifest.permissions).toEqual([
      'storage',
      'unlimitedStorage',
      'alarms',
      'scripting',
      'activeTab',
      'contextMenus',
    ]);
    // Asked for by a click: at the first balance that is low, and by who pairs without typing a code.
    expect(manifest.optional_permissions).toEqual(['notifications', 'nativeMessaging']);
    expect(manifest.optional_host_permissions).toEqual(HOSTS);
    // What the policy for its own pages lets through is told by test/packages/extension.
    const others = { ...manifest, optional_host_permissions: [], content_security_policy: {} };
    expect(JSON.stringify(others)).not.toMatch(/<all_urls>|\*:\/\/|http:/);
  });

  it('differs from its testing build by further names of loopback and nothing else', () => {
    const { optional_host_permissions: store, ...rest } = manifestOf(build);
    const { optional_host_permissions: testing, ...testingRest } = manifestOf(`${build}-testing`);
    expect(testingRest).toEqual(rest);
    expect(testing).toEqual([...(store as string[]), 'http://*.localhost/*']);
  });

  it('knows the sandbox not at all, and loopback only as where a relay may be without https', () => {
    // A hoster of others is called codesandbox.
    const trace = /(?<!code)sandbox|toll-(?:large|medium|mini)|localhost|127\.0\.0\.1|4118/i;
    // Dexie looks at its own address to decide how much it says in the console; it asks nobody there.
    const dexie = String.raw`/^(http|https):\/\/(localhost|127\.0\.0\.1)/.test(location.href)`;
    const rule = String.raw`/^(localhost|127\.0\.0\.1)$/`;
    // What this machine is called is one address, whichever name a page has it by.
    const names = /\[(["'`])127\.0\.0\.1\1,\1localhost\1,\1\[::1\]\1\]/g;
    const said = /localhost(?: or | 或 |, |、)127\.0\.0\.1/g;
    // Where the companion listens.
    const companion = 'http://127.0.0.1:4117';
    for (const [name, text] of textsOf(build).filter(([name]) => name !== 'manifest.json')) {
      const rest = [dexie, rule, companion, said, names].reduce<string>((left, one) => left.replaceAll(one, ''), text);
      expect([name, trace.exec(rest)?.[0]]).toEqual([name, undefined]);
    }
    const testing = textsOf(`${build}-testing`).map(([, text]) => text);
    expect(testing.some((text) => trace.test(text))).toBe(true);
  });

  it('opens no shadow root, and loads no code from elsewhere', () => {
    const all = [...textsOf(build), ...textsOf(`${build}-testing`)];
    for (const [name, text] of all) {
      expect([name, /mode:\s*["'`]open["'`]/.exec(text)?.[0]]).toEqual([name, undefined]);
      if (name.endsWith('.html')) expect(text).not.toMatch(/(?:src|href)=["']?(?:https?:)?\/\//);
    }
    expect(all.some(([, text]) => /mode:\s*["'`]closed["'`]/.test(text))).toBe(true);
  });

  it('has no words of the build tools in what pages get', () => {
    const scripts = textsOf(build).filter(([name]) => /^[a-z-]+\.js$/.test(name));
    expect(scripts.length).toBeGreaterThan(6);
    for (const [name, text] of scripts)
      expect([name, text.includes('crashed on startup')]).toEqual([name, name === 'background.js']);
  });

  it.each([
    ['tap.js', 14],
    // Loaded with it: what looks at sockets and event sources.
    ['tap-sockets.js', 3],
    ['bridge.js', 40],
    // Brought in before the first call or the first chip.
    ['counter.js', 10],
    // Brought in for the first call that is spoken otherwise than as chat completions, or by a rule.
    ['wires.js', 16],
    // Brought in for the first console that is read.
    ['readers.js', 5],
    // Brought in for the first socket over which calls are made.
    ['sockets.js', 8],
    // Brought in for the first request that holds more than texts.
    ['media.js', 5],
    // The dashboard's own, when something is estimated.
    ['estimator-worker.js', 80],
    // Brought in for the first error that the provider's own patterns do not know.
    ['read-error.js', 19],
  ])('%s is at most %d kB, gzip, and as large as the readme says', (file, kilobytesMax) => {
    const kilobytes = gzipSync(read(build, file), { level: 9 }).byteLength / 1000;
    expect(kilobytes).toBeLessThanOrEqual(kilobytesMax);
    const row = new RegExp(
      `^\\| ${file.replace('.js', '')}, gzip \\| ([\\d.]+) kB \\| ([\\d.]+) kB \\| ≤ (\\d+) kB `,
      'm',
    );
    const [, chromium, firefox, bound] = row.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
    expect(Number(bound)).toBe(kilobytesMax);
    const said = Number(build.startsWith('chrome') ? chromium : firefox);
    expect(Math.abs(said - kilobytes), `the readme says ${said} kB, it is ${kilobytes} kB`).toBeLessThan(0.5);
  });
});

it.each(STORE)(
  '%s keeps a page waiting for a verdict as long as people have, only its testing build longer',
  (store) => {
    const waits = (build: string): boolean => read(build, 'tap.js').includes(String(TESTING_VERDICT_MS));
    expect([waits(store), waits(`${store}-testing`)]).toEqual([false, true]);
    expect(VERDICT_MS_MAX).toBe(400);
  },
);

describe.each(STORE)('what the tap of %s-testing takes into a page', (store) => {
  const build = `${store}-testing`;

  it('is no price, refusal, link, selector or name of a provider', () => {
    const tap = read(build, 'tap.js');
    const others = textsOf(build)
      .filter(([name]) => name.endsWith('.js') && name !== 'tap.js')
      .map(([, text]) => text)
      .join('\n');
    const secrets = providers.flatMap((provider) => [
      ...provider.prices.flatMap(({ model, source }) => [model, source]),
      ...provider.refusals.flatMap(({ code, message }) => [code?.source, message?.source]),
      ...Object.values(provider.links),
      ...provider.playgrounds.map(({ composer }) => composer),
      JSON.stringify(provider.name),
    ]);
    // Some link to a page at a path that is also an address of their API.
    const paths = [...providers, ...families].flatMap(({ surfaces }) => surfaces.map(({ path }) => path));
    const isPath = (secret: string): boolean => paths.some((path) => path.includes(secret));
    const known = secrets.filter((secret) => typeof secret === 'string').filter((secret) => !isPath(secret));
    // Short ones are parts of other words: they would be there as a text of their own.
    const isIn = (text: string, secret: string): boolean =>
      secret.length > 6
        ? text.includes(secret)
        : ['"', "'", '`'].some((quote) => text.includes(quote + secret + quote));
    expect(known.length).toBeGreaterThan(10);
    for (const secret of known) expect([secret, isIn(tap, secret)]).toEqual([secret, false]);
    // The same words are found where they belong: the search is not blind.
    const spelled = known.map((secret) => secret.replaceAll('"', ''));
    expect(spelled.filter((secret) => !others.includes(secret))).toEqual([]);
  });

  it('is none of the words that prices and refusals are made of', () => {
    const words = /insufficient|quota|recharge|top[- ]?up|per million|rate[-_]limit|[余額额度充值]|\$\d/i;
    for (const file of ['tap.js', 'tap-sockets.js'])
      expect([file, words.exec(read(build, file))?.[0]]).toEqual([file, undefined]);
  });

  it('is the names and paths of its surfaces', () => {
    const tap = read(build, 'tap.js');
    for (const { id, provider, path } of providers.flatMap((one) => pageHalf(one).surfaces)) {
      expect(tap).toContain(provider);
      expect(tap).toContain(id.slice(provider.length + 1));
      expect(tap).toContain(path);
    }
  });
});
