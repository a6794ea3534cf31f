import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { useStore } from 'zustand';
import costPanelStyles from '../../components/cost-panel/cost-panel.css?inline';
import { CostPanel, NoTab } from '../../components/cost-panel/cost-panel.tsx';
import dashboardStyles from '../../components/dashboard/dashboard.css?inline';
import { Dashboard } from '../../components/dashboard/dashboard.tsx';
import { Card } from '../../components/page-ui/card.tsx';
import { Chip } from '../../components/page-ui/chip.tsx';
import { fitChip } from '../../components/page-ui/fit-chip.ts';
import { showCard } from '../../components/page-ui/show-card.tsx';
import { showChip } from '../../components/page-ui/show-chip.tsx';
import { showLine } from '../../components/page-ui/show-line.tsx';
import { applyStyles } from '../../components/page-ui/styles.ts';
import { ExplainWindow } from '../../components/popup/explain-window.tsx';
import popupStyles from '../../components/popup/popup.css?inline';
import { Popup } from '../../components/popup/popup.tsx';
import welcomeStyles from '../../components/welcome/welcome.css?inline';
import { Welcome } from '../../components/welcome/welcome.tsx';
import { openPrintedErrors } from '../../lib/bridge/printed-error.ts';
import type { CardView } from '../../lib/domain/card.ts';
import type { PastedText } from '../../lib/domain/pasted-text.ts';
import type { Language, Text } from '../../lib/domain/text.ts';
import { explainPasted } from '../../lib/engine/explain-pasted.ts';
import { openDashboard } from '../../lib/ui/dashboard.ts';
import type { CardHandle, ChipHandle } from '../../lib/webext/page-ui.ts';
import { askCards, lines, noticeCards, refusalCards } from './cards.ts';
import { chips } from './chips.ts';
import { galleryDashboard } from './dashboards.ts';
import { pastedErrors } from './errors.ts';
import { popups } from './popups.ts';
import { speakPseudo } from './pseudo-locale.ts';
import { galleryRecording } from './recordings.ts';
import { paintStory } from './story-page.ts';
import { welcomeSource, welcomes } from './welcomes.ts';

if (location.hash.includes('pseudo=')) speakPseudo();

/** What the address asks for: `#what=cards&set=ask&lang=zh&theme=dark`. */
const asked = new URLSearchParams(location.hash.slice(1));
const language: Language = asked.get('lang') === 'zh' ? 'zh' : 'en';
const theme = asked.get('theme') === 'dark' ? 'dark' : 'light';
const sets: Readonly<Record<string, Readonly<Record<string, CardView>>>> = {
  ask: askCards(language),
  refusal: refusalCards(language),
  notice: noticeCards(language),
};

document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
document.body.classList.toggle('is-dark', theme === 'dark');

/** Cards side by side, in an open root so that they can be measured; otherwise as they are. */
function paintSheet(set: string, panel: string | null): void {
  document.body.classList.add('is-sheet');
  const host = document.body.appendChild(document.createElement('main'));
  const root = host.attachShadow({ mode: 'open' });
  applyStyles(root, 'card');
  const grid = root.appendChild(document.createElement('div'));
  grid.dataset.theme = theme;
  Object.assign(grid.style, { display: 'flex', flexWrap: 'wrap', gap: '16px', padding: '16px' });
  for (const [name, view] of Object.entries(sets[set] ?? {})) paintCard(grid, name, view, panel);
}

function paintCard(grid: HTMLElement, name: string, view: CardView, panel: string | null): void {
  const dialog = grid.appendChild(document.createElement('dialog'));
  dialog.open = true;
  dialog.dataset.name = name;
  dialog.setAttribute('aria-label', name);
  Object.assign(dialog.style, { position: 'static', margin: '0', alignSelf: 'start' });
  const root = createRoot(dialog);
  flushSync(() =>
    root.render(<Card view={view} language={language} status={null} copyByHand={null} onButton={() => {}} />),
  );
  if (panel !== null) dialog.querySelector<HTMLElement>(`[aria-controls=tollkeeper-${panel}]`)?.click();
  // Ids are unique in a card's own root; here several share one. React is done by the next task.
  setTimeout(() => {
    for (const element of dialog.querySelectorAll('[id]')) element.id = `${name}-${element.id}`;
    for (const element of dialog.querySelectorAll('[aria-controls]')) {
      element.setAttribute('aria-controls', `${name}-${element.getAttribute('aria-controls')}`);
    }
  });
}

function paintChips(): void {
  document.body.classList.add('is-sheet');
  const host = document.body.appendChild(document.createElement('main'));
  const root = host.attachShadow({ mode: 'open' });
  applyStyles(root, 'card');
  for (const [name, view] of Object.entries(chips)) {
    const cell = root.appendChild(document.createElement('div'));
    cell.dataset.theme = theme;
    cell.dataset.name = name;
    Object.assign(cell.style, { margin: '12px', maxWidth: '460px' });
    const onClick = name === 'leftOut' || view.url !== undefined ? () => log('show')(name) : null;
    const chip = <Chip view={view} language={language} extent="all" onClick={onClick} />;
    flushSync(() => createRoot(cell).render(chip));
    fitChip(cell);
  }
}

/** As the ledger would tell it. */
const MONTH: Text = {
  key: 'popup.month.both',
  params: {
    avoided: { key: 'popup.month.avoided', params: { n: 14 } },
    close: { key: 'popup.month.close', params: { n: 4 } },
  },
};

function paintPopup(name: string): void {
  const style = document.head.appendChild(document.createElement('style'));
  style.textContent = popupStyles;
  document.documentElement.dataset.theme = theme;
  const state = popups(language)[name];
  if (!state) return;
  const on = {
    onToggleSite: log('toggle'),
    onWatch: async (origin: string) => {
      log('watch')(origin);
      // As if the question had been answered with no.
      return false;
    },
    onReload: () => log('reload')(null),
    onOpen: log('open'),
    onRecharge: (account: string, url: string) => log('recharge')([account, url]),
    onOpenPage: log('page'),
    onBadge: log('badge'),
    onNewsKnown: () => log('newsKnown')(null),
    onHintKnown: log('hintKnown'),
    onMonth: async () => (name.startsWith('empty') ? null : MONTH),
    onCopy: async (text: string) => {
      log('copy')(text);
      return name !== 'low';
    },
    onTellLow: log('tellLow'),
    onAlert: (id: string, said: string) => log('alert')([id, said]),
    onLinkKey: async (_key: unknown, account: string | null) => {
      log('link')(account);
      return true;
    },
    onResume: () => log('resume')(null),
    onExplain: explain,
  };
  const mount = document.body.appendChild(document.createElement('div'));
  flushSync(() => createRoot(mount).render(<Popup state={state} fallbackLanguage={language} on={on} />));
  // On to the screen where errors are explained.
  if (asked.has('explain')) mount.querySelector<HTMLElement>('footer button:last-of-type')?.click();
}

/** Explains as the product does, but that no relay was ever recognised here. */
async function explain(pasted: PastedText) {
  log('explain')(pasted.text.length);
  return explainPasted(pasted, []);
}

/** The window of the menu's entry, with one of the errors in it. */
function paintExplained(name: string): void {
  const style = document.head.appendChild(document.createElement('style'));
  style.textContent = popupStyles;
  document.documentElement.dataset.theme = theme;
  const initial = { text: pastedErrors[name] ?? '', host: '', pageHost: asked.get('page') };
  const mount = document.body.appendChild(document.createElement('div'));
  const on = { onExplain: explain, onOpen: log('open') };
  createRoot(mount).render(<ExplainWindow language={language} initial={initial} on={on} />);
}

function paintWelcome(name: string, step: string): void {
  const style = document.head.appendChild(document.createElement('style'));
  style.textContent = welcomeStyles;
  document.documentElement.dataset.theme = theme;
  const state = welcomes(language, theme)[name];
  if (!state) return;
  history.replaceState(null, '', `#${step}`);
  const mount = document.body.appendChild(document.createElement('div'));
  const source = welcomeSource(language, log);
  flushSync(() => createRoot(mount).render(<Welcome state={state} fallbackLanguage={language} on={source} />));
}

function paintCostPanel(state: string): void {
  const style = document.head.appendChild(document.createElement('style'));
  style.textContent = costPanelStyles;
  document.documentElement.dataset.theme = theme;
  const mount = document.body.appendChild(document.createElement('div'));
  const root = createRoot(mount);
  if (state === 'noTab') return root.render(<NoTab language={language} />);
  root.render(<GalleryCostPanel {...galleryRecording(state, language, log)} />);
}

function GalleryCostPanel({ store, deeds }: ReturnType<typeof galleryRecording>) {
  return <CostPanel state={useStore(store)} deeds={deeds} fallbackLanguage={language} />;
}

function paintDashboard(state: string, screen: string): void {
  const style = document.head.appendChild(document.createElement('style'));
  style.textContent = dashboardStyles;
  document.documentElement.dataset.theme = theme;
  const mount = document.body.appendChild(document.createElement('div'));
  // The address of a screen is its hash, which here says what to paint: the screen is asked for afterwards.
  history.replaceState(null, '', `#${asked.get('at') ?? screen}`);
  const dashboard = openDashboard(galleryDashboard(state, language, log), location.hash);
  addEventListener('hashchange', () => dashboard.visit(location.hash));
  createRoot(mount).render(<GalleryDashboard dashboard={dashboard} />);
  if (asked.has('detail')) openDetail();
  if (asked.has('written')) writeApi();
}

/** Opens the first call and its report, once the list is there. */
function openDetail(): void {
  const line = document.querySelector<HTMLElement>('.call-line');
  if (line === null) return void setTimeout(openDetail, 20);
  line.click();
  const openReport = (): void => {
    const button = document.querySelector<HTMLElement>('.report > button');
    if (button === null) setTimeout(openReport, 20);
    else button.click();
  };
  openReport();
}

/** Begins with the example, has it checked, and tries it; with `written=wrong` one that has mistakes. */
function writeApi(): void {
  const field = document.querySelector<HTMLTextAreaElement>('#apis-text');
  if (field === null) return void setTimeout(writeApi, 20);
  document.querySelector<HTMLElement>('.field')?.closest('section')?.querySelector('button')?.click();
  setTimeout(() => {
    if (asked.get('written') === 'wrong') {
      fill(
        field,
        field.value.replace('"https://api', '"https://Me@api').replace('"meter"', '"metre"').replaceAll('0"', '.5"'),
      );
    }
    setTimeout(() => {
      document.querySelector<HTMLElement>('section:has(#apis-text) button.primary')?.click();
      const [curl, , answer] = document.querySelectorAll<HTMLTextAreaElement>('.trial textarea');
      if (curl === undefined || answer === undefined || asked.get('written') === 'wrong') return;
      fill(curl, `curl 'https://api.acme.example/v1/enrich' --data-raw '{"companies":["a","b"]}'`);
      setTimeout(() => {
        fill(answer, '{"meta":{"credits":36}}');
        setTimeout(() => document.querySelector<HTMLElement>('.trial button[type=submit]')?.click(), 30);
      }, 30);
    }, 30);
  }, 30);
}

/** As typing does: the field's own setter is React's. */
function fill(field: HTMLTextAreaElement, text: string): void {
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

function GalleryDashboard({ dashboard }: { readonly dashboard: ReturnType<typeof openDashboard> }) {
  const calls = { state: useStore(dashboard.calls.store), deeds: dashboard.calls.deeds };
  const budgets = { state: useStore(dashboard.budgets.store), deeds: dashboard.budgets.deeds };
  const settings = { state: useStore(dashboard.settings.store), deeds: dashboard.settings.deeds };
  const apis = { state: useStore(dashboard.apis.store), deeds: dashboard.apis.deeds };
  const relays = { state: useStore(dashboard.relays.store), deeds: dashboard.relays.deeds };
  const savings = { state: useStore(dashboard.savings.store), deeds: dashboard.savings.deeds };
  const refusals = { state: useStore(dashboard.refusals.store), deeds: dashboard.refusals.deeds };
  const spend = { state: useStore(dashboard.spend.store), deeds: dashboard.spend.deeds };
  const overview = { state: useStore(dashboard.overview.store), deeds: dashboard.overview.deeds };
  const accounts = { state: useStore(dashboard.accounts.store) };
  const about = { state: useStore(dashboard.about.store), onCheck: () => dashboard.reload('about') };
  const prices = { state: useStore(dashboard.prices.store) };
  const estimator = { state: useStore(dashboard.estimator.store), deeds: dashboard.estimator.deeds };
  const accuracy = { state: useStore(dashboard.accuracy.store) };
  const privacy = { state: useStore(dashboard.privacy.store), deeds: dashboard.privacy.deeds };
  return (
    <Dashboard
      {...{
        about,
        accounts,
        accuracy,
        budgets,
        calls,
        estimator,
        overview,
        prices,
        settings,
        apis,
        privacy,
        refusals,
        relays,
        savings,
        spend,
      }}
      copy={dashboard.copy}
      fallbackLanguage={language}
      onScreen={dashboard.reload}
    />
  );
}

/** A page like those people use, for the real card and the real chip. */
function paintPage(): HTMLTextAreaElement {
  const page = document.createElement('div');
  page.className = 'chat';
  const log = page.appendChild(document.createElement('div'));
  log.className = 'log';
  for (let line = 1; line <= 12; line += 1)
    log.appendChild(document.createElement('p')).textContent =
      `Answer ${line}: a sentence that somebody reads while the next message is being written.`;
  const form = page.appendChild(document.createElement('form'));
  const composer = form.appendChild(document.createElement('textarea'));
  composer.setAttribute('aria-label', 'Message');
  const send = form.appendChild(document.createElement('button'));
  send.type = 'button';
  send.textContent = 'Send';
  document.body.append(page);
  return composer;
}

/** What a test can look at and set off. */
const tried = {
  actions: [] as unknown[],
  card: null as CardHandle | null,
  chip: null as ChipHandle | null,
  look: { language, theme: asked.has('theme') ? theme : null } as const,
  composer: null as HTMLTextAreaElement | null,
  printed: openPrintedErrors(),
  showCard: (set: string, name: string): void => {
    const view = sets[set]?.[name];
    if (view) tried.card = showCard(view, { look: tried.look, onAction: (action) => tried.actions.push(action) });
  },
  showChip: (name: string): void => {
    const view = chips[name];
    if (view && tried.composer) tried.chip = showChip(view, { anchor: tried.composer, onClick: null }, tried.look);
  },
  /** The line about a limit on calls, by the composer or in the corner. */
  showLine: (name: string, isByComposer: boolean): void => {
    const view = lines(language)[name];
    const anchor = isByComposer ? tried.composer : null;
    if (view) showLine(view, { anchor, onAction: (action) => tried.actions.push(action) }, tried.look);
  },
  /** The line that stands in the corner, and takes clicks. */
  showCorner: (name: string): void => {
    const view = chips[name];
    if (view) tried.chip = showChip(view, { anchor: null, onClick: () => log('show')(name) }, tried.look);
  },
  updateCard: (set: string, name: string, isForMore = false): void => {
    const view = sets[set]?.[name];
    if (view) tried.card?.update(view, isForMore);
  },
  updateChip: (name: string): void => {
    const view = chips[name];
    if (view) tried.chip?.update(view);
  },
};
Object.assign(globalThis, { tried });

function log(kind: string): (value: unknown) => void {
  return (value) => tried.actions.push({ kind, value });
}

switch (asked.get('what')) {
  case 'sheet':
    paintSheet(asked.get('set') ?? 'ask', asked.get('panel'));
    break;
  case 'chips':
    paintChips();
    break;
  case 'popup':
    paintPopup(asked.get('state') ?? 'full');
    break;
  case 'explain':
    paintExplained(asked.get('state') ?? 'depleted');
    break;
  case 'welcome':
    paintWelcome(asked.get('state') ?? 'first', asked.get('step') ?? 'providers');
    break;
  case 'cost':
    paintCostPanel(asked.get('state') ?? 'full');
    break;
  case 'dashboard':
    paintDashboard(asked.get('state') ?? 'full', asked.get('screen') ?? 'calls');
    break;
  default:
    tried.composer = asked.has('story') ? paintStory(language) : paintPage();
    tried.composer.focus();
    if (asked.has('cause')) tried.showCard(asked.get('set') ?? 'ask', asked.get('cause') ?? '');
    if (asked.has('chip')) tried.showChip(asked.get('chip') ?? '');
    if (asked.has('line')) tried.showLine(asked.get('line') ?? '', !asked.has('aside'));
    if (asked.has('corner')) tried.showCorner(asked.get('corner') ?? '');
}

requestAnimationFrame(() => requestAnimationFrame(() => document.documentElement.setAttribute('data-is-painted', '')));
