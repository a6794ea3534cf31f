import { createRoot } from 'react-dom/client';
import { Card } from '../../components/page-ui/card.tsx';
import { Chip } from '../../components/page-ui/chip.tsx';
import { showCard } from '../../components/page-ui/show-card.tsx';
import { showChip } from '../../components/page-ui/show-chip.tsx';
import { applyStyles } from '../../components/page-ui/styles.ts';
import popupStyles from '../../components/popup/popup.css?inline';
import { Popup } from '../../components/popup/popup.tsx';
import type { CardAction, CardView } from '../../lib/domain/card.ts';
import type { Language } from '../../lib/domain/text.ts';
import { askCards, noticeCards, refusalCards } from './cards.ts';
import { chips } from './chips.ts';
import { popups } from './popups.ts';

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
  applyStyles(root);
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
  createRoot(dialog).render(
    <Card view={view} language={language} status={null} copyByHand={null} onButton={() => {}} />,
  );
  // Ids are unique in a card's own root; here several share one.
  setTimeout(() => {
    if (panel !== null) dialog.querySelector<HTMLElement>(`[aria-controls=tollkeeper-${panel}]`)?.click();
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
  applyStyles(root);
  for (const [name, view] of Object.entries(chips)) {
    const cell = root.appendChild(document.createElement('div'));
    cell.dataset.theme = theme;
    cell.dataset.name = name;
    Object.assign(cell.style, { margin: '12px', maxWidth: '460px' });
    createRoot(cell).render(<Chip view={view} language={language} isShort={false} />);
  }
}

function paintPopup(name: string): void {
  const style = document.head.appendChild(document.createElement('style'));
  style.textContent = popupStyles;
  document.documentElement.dataset.theme = theme;
  const state = popups(language)[name];
  if (!state) return;
  const on = { onToggleSite: log('toggle'), onWatch: log('watch'), onOpen: log('open') };
  const mount = document.body.appendChild(document.createElement('div'));
  createRoot(mount).render(<Popup state={state} fallbackLanguage={language} on={on} />);
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

interface Tried {
  readonly actions: unknown[];
  readonly page: {
    readonly card: ReturnType<typeof showCard> | null;
    readonly chip: ReturnType<typeof showChip> | null;
  };
}

function log(kind: string): (value: unknown) => void {
  return (value) => tried.actions.push({ kind, value });
}

const tried: Tried = { actions: [], page: { card: null, chip: null } };
Object.assign(globalThis, { tried, sets, chips });

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
  default: {
    const composer = paintPage();
    const look = { language, theme: asked.has('theme') ? theme : null } as const;
    const view = sets[asked.get('set') ?? 'ask']?.[asked.get('cause') ?? ''];
    const chip = chips[asked.get('chip') ?? ''];
    composer.focus();
    const page = {
      card: view ? showCard(view, { look, onAction: (action: CardAction) => tried.actions.push(action) }) : null,
      chip: chip ? showChip(chip, composer, look) : null,
    };
    Object.assign(tried, { page });
  }
}

requestAnimationFrame(() => requestAnimationFrame(() => document.documentElement.setAttribute('data-is-painted', '')));
