import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserKind, browserKinds, type DrivenBrowser, type DrivenPage } from '../support/driver.ts';
import { launchBrowser } from '../support/launch.ts';
import { type PageServer, startPageServer } from '../support/page-server.ts';
import type { ExtensionScope } from './playground.ts';
import { waitFor } from './road.ts';

const BUILDS = {
  chromium: '.output/chrome-mv3-testing',
  firefox: '.output/firefox-mv3-testing',
} as const satisfies Record<BrowserKind, string>;
const STORE_BUILDS = {
  chromium: '.output/chrome-mv3',
  firefox: '.output/firefox-mv3',
} as const satisfies Record<BrowserKind, string>;
const PAGE =
  '<!doctype html><html lang="en"><head><title>A page</title></head><body><textarea></textarea><iframe src="about:blank"></iframe></body></html>';
const A = 'http://a.localhost/*';
const B = 'http://b.localhost/*';

interface Manifest {
  readonly permissions?: readonly string[];
  readonly host_permissions?: readonly string[];
  readonly optional_host_permissions?: readonly string[];
  readonly content_scripts?: unknown;
  readonly web_accessible_resources?: unknown;
  readonly externally_connectable?: unknown;
}

/** What a page could notice of us. */
interface Traces {
  /** Properties of globals and their prototypes that are not what they were before any script. */
  readonly changed: readonly string[];
  /** Events of ours that passed the document. */
  readonly events: readonly string[];
  readonly html: string;
  readonly fetchText: string;
}

describe.each(browserKinds)('a site the user did not choose (%s)', (kind) => {
  let browser: DrivenBrowser;
  let server: PageServer;
  beforeAll(async () => {
    server = await startPageServer({ '/': PAGE });
    browser = await launchBrowser(kind, { extensionPath: BUILDS[kind] });
    await browser.grantOrigins([A]);
    await waitForScripts([A]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** Opens a page that remembers what the browser gave it, types into it, and asks what has changed since. */
  async function openAndLook(name: string): Promise<{ readonly page: DrivenPage; readonly traces: Traces }> {
    const page = await browser.newPage();
    await page.evaluateOnNewDocument(REMEMBER);
    await page.goto(server.url(name));
    return { page, traces: await look(page) };
  }

  async function look(page: DrivenPage): Promise<Traces> {
    await page.type('textarea', 'something');
    await page.evaluate(() => fetch('/').then((response) => response.text()));
    return page.evaluate<Traces>('() => globalThis.traces()');
  }

  async function waitForScripts(patterns: readonly string[]): Promise<void> {
    await waitFor(
      async () => {
        const scripts = await browser.backgroundEvaluate(listScripts);
        return scripts.length === (patterns.length > 0 ? 2 : 0) && scripts.every((one) => isSame(one, patterns));
      },
      `scripts for ${patterns.join(', ') || 'nothing'}`,
    );
  }

  it('gets no script at all, while the chosen one has its tap', async () => {
    const chosen = await openAndLook('a');
    // Otherwise an empty list would prove nothing.
    expect(chosen.traces.changed).toContain('globalThis.fetch');
    expect(chosen.traces.events).toContain('tollkeeper:port');
    const other = await openAndLook('b');
    expectNoTrace(other.traces);
    expect(await other.page.evaluate(knock)).toBe(false);
    await chosen.page.close();
    await other.page.close();
  });

  it('gets none any more once it is given up and loaded again', async () => {
    await browser.grantOrigins([B]);
    await waitForScripts([A, B]);
    const { page, traces } = await openAndLook('b');
    expect(traces.changed).toContain('globalThis.fetch');
    await browser.revokeOrigins([B]);
    await waitForScripts([A]);
    await page.reload();
    expectNoTrace(await look(page));
    await page.close();
    await browser.revokeOrigins([A]);
    await waitForScripts([]);
    const last = await openAndLook('a');
    expectNoTrace(last.traces);
    await last.page.close();
  });

  it('is all there is at install: the store build asks for no site, and brings no script of its own', () => {
    // Made by "npm run build", and by "npm test" before this.
    const manifest = JSON.parse(readFileSync(`${STORE_BUILDS[kind]}/manifest.json`, 'utf8')) as Manifest;
    expect(manifest.content_scripts).toBeUndefined();
    expect(manifest.host_permissions).toBeUndefined();
    expect(manifest.web_accessible_resources).toBeUndefined();
    expect(manifest.externally_connectable).toBeUndefined();
    expect(manifest.optional_host_permissions).toEqual(['https://*/*', 'http://127.0.0.1/*', 'http://localhost/*']);
    // None of these shows a warning at install, or reaches a site without a click.
    const permissions = ['storage', 'unlimitedStorage', 'alarms', 'scripting', 'activeTab', 'contextMenus'];
    expect(manifest.permissions).toEqual(permissions);
  });

  function expectNoTrace(traces: Traces): void {
    expect(traces.changed).toEqual([]);
    expect(traces.events).toEqual([]);
    expect(traces.html).toBe(PAGE.replace('<!doctype html>', ''));
    expect(traces.fetchText).toMatch(/\[native code\]/);
  }
});

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((pattern) => other.includes(pattern));
}

async function listScripts(): Promise<readonly (readonly string[])[]> {
  const scope = globalThis as unknown as ExtensionScope;
  const api = scope.browser ?? scope.chrome;
  return (await api.scripting.getRegisteredContentScripts()).map((script) => script.matches ?? []);
}

/** Whether anybody answers a tap that starts late. */
function knock(): boolean {
  let isAnswered = false;
  document.addEventListener('tollkeeper:port', () => {
    isAnswered = true;
  });
  document.dispatchEvent(new Event('tollkeeper:tap'));
  return isAnswered;
}

/** Runs before content scripts: keeps every property of every global and of its prototype. */
const REMEMBER = `(() => {
  const before = new Map();
  const events = [];
  const read = (owner, name) => {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    return descriptor && [descriptor.value, descriptor.get, descriptor.set];
  };
  const walk = (visit) => {
    const owners = [['globalThis', globalThis], ['Function.prototype', Function.prototype]];
    for (const name of Object.getOwnPropertyNames(globalThis)) {
      const value = Object.getOwnPropertyDescriptor(globalThis, name).value;
      if (typeof value !== 'function' || !/^[A-Z]/.test(name)) continue;
      owners.push([name, value]);
      if (value.prototype) owners.push([name + '.prototype', value.prototype]);
    }
    for (const [label, owner] of owners) {
      for (const name of Reflect.ownKeys(owner)) visit(label + '.' + String(name), read(owner, name));
    }
  };
  const isHarness = (label) => /^globalThis\\.(traces|\\d+|[a-z]*driver\\w*)$/.test(label);
  walk((label, parts) => before.set(label, parts));
  for (const type of ['tollkeeper:port', 'tollkeeper:tap', 'tollkeeper:retire'])
    document.addEventListener(type, () => events.push(type), true);
  globalThis.traces = () => {
    const changed = [];
    walk((label, parts) => {
      const known = before.get(label);
      const isChanged = !known || known.some((part, index) => !Object.is(part, parts[index]));
      if (isChanged && !isHarness(label)) changed.push(label);
    });
    return {
      changed,
      events,
      html: document.documentElement.outerHTML,
      fetchText: Function.prototype.toString.call(fetch),
    };
  };
})()`;
