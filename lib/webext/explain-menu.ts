import browser from 'webextension-polyfill';
import { renderText } from '../domain/render-text.ts';
import { handOver, takeOver } from './hand-over.ts';
import { chooseLanguage, readSettings } from './settings.ts';

const MENU = 'explain-error';
const PAGE = '/explain.html';

/** The window, CSS pixels, and how far it stands from the corner of the one it came from. */
const SIZE = { width: 420, height: 660 } as const;
const INSET = { right: 24, top: 96 } as const;

type Click = Pick<browser.Menus.OnClickData, 'menuItemId' | 'selectionText' | 'pageUrl' | 'frameUrl'>;

/** Listens to the menu. Called at every start, before anything is awaited. */
export function followMenu(): void {
  browser.contextMenus.onClicked.addListener(explainSelection);
}

/** Makes the menu's one entry anew: browsers keep it between starts, some of them not always. */
export async function renewMenu(): Promise<void> {
  const title = await titleNow();
  await browser.contextMenus.removeAll();
  // Two starts at once make it twice; the second is refused, and nothing lacks.
  browser.contextMenus.create({ id: MENU, title, contexts: ['selection'] }, () => void browser.runtime.lastError);
}

/** The language was changed. */
export async function nameMenu(): Promise<void> {
  await browser.contextMenus.update(MENU, { title: await titleNow() }).catch(renewMenu);
}

async function titleNow(): Promise<string> {
  return renderText({ key: 'explain.menu' }, chooseLanguage(await readSettings()));
}

/**
 * Shows what the selected text means, in a window of our own. The browser hands the selection over on this click, whatever
 * the page, and nothing else of it; it is passed on in memory and read in that window only. A window and not the toolbar
 * button's popup: that one closes with the first click beside it, and older browsers open it for nobody.
 */
export async function explainSelection(click: Click, tab?: Pick<browser.Tabs.Tab, 'windowId'>): Promise<void> {
  if (click.menuItemId !== MENU) return;
  const { hostname, port } = URL.parse(click.frameUrl ?? click.pageUrl ?? '') ?? { hostname: '', port: '' };
  const pageHost = hostname === '' ? null : port === '' ? hostname : `${hostname}:${port}`;
  await handOver({ text: click.selectionText ?? '', pageHost });
  try {
    await openWindow(tab?.windowId);
  } catch {
    // Nobody is going to read it.
    await takeOver();
  }
}

/** One window is enough: it is loaded again for the next text. */
async function openWindow(beside: number | undefined): Promise<void> {
  const url = browser.runtime.getURL(PAGE);
  // Own pages show their address without any permission.
  const open = (await browser.tabs.query({})).find((tab) => tab.url === url);
  if (open?.id !== undefined) {
    await browser.tabs.reload(open.id);
    await browser.tabs.update(open.id, { active: true });
    if (open.windowId !== undefined) await browser.windows.update(open.windowId, { focused: true });
    return;
  }
  const window = { url, type: 'popup', ...SIZE } as const;
  const place = await placeBeside(beside);
  // A place that is off the screen is refused; where there are no windows there are tabs.
  await browser.windows
    .create({ ...window, ...place })
    .catch(() => browser.windows.create(window))
    .catch(() => browser.tabs.create({ url }));
}

async function placeBeside(id: number | undefined): Promise<{ readonly left: number; readonly top: number } | null> {
  if (id === undefined) return null;
  const { left, top, width } = await browser.windows.get(id).catch(() => ({ left: undefined, top: 0, width: 0 }));
  if (left === undefined || top === undefined || width === undefined) return null;
  return { left: Math.max(left, left + width - SIZE.width - INSET.right), top: top + INSET.top };
}
