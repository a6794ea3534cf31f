import type { MouseEvent } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { CardAction, CardButton, CardView } from '../../lib/domain/card.ts';
import { busyTexts, isAlone, withoutBackground } from '../../lib/domain/explain-notice.ts';
import type { Text } from '../../lib/domain/text.ts';
import type { CardHandle, CardHost } from '../../lib/webext/page-ui.ts';
import { Card, HEADING_ID } from './card.tsx';
import { makeCardShell } from './card-shell.ts';
import { langOf, themeOf } from './theme.ts';

interface CardState {
  readonly view: CardView;
  readonly busy: Text | null;
  /** Said once, gone with the next change ("Copied."). */
  readonly note: Text | null;
  readonly copyByHand: string | null;
}

/**
 * Shows a card over the page. `host.onAction` hears only what was meant: a trusted click half a second after painting,
 * with the card on top; Escape and a second removal by the page are `dismiss`. The card stays until `close`.
 */
export function showCard(view: CardView, host: CardHost): CardHandle {
  let state: CardState = { view, busy: null, note: null, copyByHand: null };
  let heading: HTMLHeadingElement | null = null;
  let field: HTMLTextAreaElement | null = null;
  let isClosed = false;
  const act = (action: CardAction) => {
    if (isClosed) return;
    if (host.link?.isGone() && !isAlone({ action })) return update(withoutBackground(state.view));
    host.onAction(action);
  };
  const shell = makeCardShell(act, () => heading?.focus({ preventScroll: true }));
  shell.dialog.lang = langOf(host.look);
  shell.dialog.dataset.theme = themeOf(host.look);
  shell.dialog.setAttribute('aria-labelledby', HEADING_ID);
  const root = createRoot(shell.dialog);

  const onButton = (action: CardAction, event: MouseEvent) => {
    if (shell.guard.accepts(event.nativeEvent, action)) act(action);
  };
  const render = (change: Partial<CardState>) => {
    if (isClosed) return;
    state = { ...state, ...change };
    const line = state.busy ?? state.note;
    flushSync(() =>
      root.render(
        <Card
          view={state.view}
          language={host.look.language}
          status={line && { line, isBusy: state.busy !== null }}
          copyByHand={state.copyByHand}
          headingRef={(element) => {
            heading = element;
          }}
          fieldRef={(element) => {
            field = element;
          }}
          onButton={onButton}
        />,
      ),
    );
  };
  const update = (next: CardView, isForMore = false): void => {
    const isNewPrimary = textOf(next.buttons[0]) !== textOf(state.view.buttons[0]);
    const isNew = isForMore || textOf(next) !== textOf(state.view);
    render({ view: next, note: null, copyByHand: null });
    // A click that was meant for what it said before must not hit what it says now, however alike the button looks.
    if (isNew) shell.guard.rearm();
    if (isNewPrimary || !shell.hasFocus()) heading?.focus({ preventScroll: true });
  };
  render({});
  shell.open();

  return {
    update,
    setBusy: (line) => render({ busy: line, note: null, copyByHand: null }),
    copyText: async (value, said = busyTexts.copied) => {
      if (await writeClipboard(value)) {
        render({ note: said, copyByHand: null });
        return true;
      }
      render({ copyByHand: value });
      field?.select();
      const isCopied = copySelection();
      if (isCopied) heading?.focus({ preventScroll: true });
      render(isCopied ? { note: said, copyByHand: null } : { note: busyTexts.copyFailed });
      return isCopied;
    },
    isShown: shell.isShown,
    close: () => {
      if (isClosed) return;
      isClosed = true;
      root.unmount();
      shell.close();
    },
  };
}

/** One text for equal cards or buttons. */
function textOf(part: CardView | CardButton | undefined): string {
  return JSON.stringify(part ?? null, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
}

/** Absent on http pages, in both browsers. */
async function writeClipboard(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    return false;
  }
}

/** Old, but the only way left without the clipboard API. */
function copySelection(): boolean {
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  }
}
