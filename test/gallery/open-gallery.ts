import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { build, type PreviewServer, preview } from 'vite';
import { findExecutable, NO_ADDRESS_BAR_PAGES } from '../e2e/support/executables.ts';

const configFile = join(import.meta.dirname, 'vite.config.ts');
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  NO_ADDRESS_BAR_PAGES,
];

/** The gallery, built and served on this machine, and a browser to look at it with. */
export interface Gallery {
  /** Opens one state of it: `{what: 'popup', state: 'full'}`. */
  readonly open: (asked: Readonly<Record<string, string>>, width?: number, height?: number) => Promise<Page>;
  readonly close: () => Promise<void>;
}

/** Builds, serves and opens the gallery; throws where there is no browser. `outDir`: a folder of its own for each user. */
export async function openGallery(outDir: string): Promise<Gallery> {
  await build({ configFile, build: { outDir } });
  const server = await preview({ configFile, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
  const browser = await chromium.launch({ executablePath: findExecutable('chromium'), args: ARGUMENTS });
  // One for all pages: what it has loaded and compiled serves the next, too. Nothing of the gallery stays in it.
  const context = await browser.newContext();
  const address = addressOf(server);
  return {
    open: async (asked, width = 1000, height = 700) => openPage(context, address, asked, { width, height }),
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

async function openPage(
  context: BrowserContext,
  address: string,
  asked: Readonly<Record<string, string>>,
  viewport: { readonly width: number; readonly height: number },
): Promise<Page> {
  const page = await context.newPage();
  await page.setViewportSize(viewport);
  await page.addInitScript(keepRoots);
  await page.goto(`${address}#${new URLSearchParams(asked)}`);
  await page.waitForSelector('html[data-is-painted]');
  return page;
}

/** Runs in the page: keeps every root, also closed ones, where a test can reach it. */
function keepRoots(): void {
  const roots: ShadowRoot[] = [];
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function attachShadow(this: Element, init: ShadowRootInit) {
    const root = attach.call(this, init);
    roots.push(root);
    return root;
  };
  Object.assign(globalThis, { roots });
}

function addressOf(server: PreviewServer): string {
  const [address] = server.resolvedUrls?.local ?? [];
  if (address === undefined) throw new Error('[gallery] the server has no address');
  return address;
}
