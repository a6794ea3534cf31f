import type { Count, Draft } from '../domain/call.ts';
import type { CardAction, ChipView, LineView } from '../domain/card.ts';
import type { Recount } from '../domain/recount.ts';
import { findProviderAt, findSurfaceById } from '../providers/page-registry.ts';
import type { Playground } from '../providers/provider.ts';
import { type ChipHandle, isolatedWorld, type LineHandle } from '../webext/page-ui.ts';
import type { BackgroundLink } from './background-link.ts';
import { type BridgeCall, payerFields } from './call.ts';
import { bringCounter, openTokenCounter } from './counter-parts.ts';
import { type Composed, type Composing, openComposerLearner, textOf } from './learn-composer.ts';
import { loadPageUi, readLook } from './load-page-ui.ts';
import { wireOf } from './rare-parts.ts';
import { signedInAt } from './read-console.ts';
import type { Sites } from './sites.ts';

/** Between a key press and the question to the background, ms: the chip must be there within 300. */
const SETTLE_MS = 60;
/** What is typed is looked at again at most so often, ms: a page can make balances change as fast as it likes. */
const REFRESH_MS_MIN = 250;
/** Tokens a chat template adds to a first message, and to each further one. */
const TEMPLATE_TOKENS = 7;
/** A model's name is no longer than this, characters. */
const LABEL_CHARS_MAX = 128;
/** So long a line stays in the corner, ms. */
const CORNER_MS = 12_000;
/** How often a chip that is shown looks whether the extension is still there, ms: nobody tells it. */
const LOOK_MS = 2000;
/** Text beyond this is not counted while typing; what leaves is counted in full. */
const TYPED_CHARS_MAX = 1_000_000;

/** The chips of one document. */
export interface ChipHost {
  /** Shows what a call did cost, where its composer is known; what was sent from a card is said in the corner else. */
  readonly show: (call: BridgeCall, view: ChipView) => void;
  /**
   * A line with buttons takes the chip's place by that surface's composer, or stands in the corner; what is typed meanwhile
   * has its chip when it is closed. Null: it cannot be shown here.
   */
  readonly showLine: (
    surface: string,
    view: LineView,
    onAction: (action: CardAction) => void,
  ) => Promise<LineHandle | null>;
  /** Something else is known now: what is typed is looked at again. */
  readonly refresh: () => void;
  /**
   * What left last on a surface, and with whose key: the next message of the conversation carries it along. `bodyText`: where
   * it carries what was typed last, that is where its messages are typed.
   */
  readonly remember: (draft: Draft, payer: PayerFields, bodyText: string | null) => void;
  /** Whether nothing is in the field any more that what a call carries was typed in; of calls that nobody typed, false. */
  readonly isEmptied: (bodyText: string) => boolean;
  /** What was answered then, which the next message carries along, too. */
  readonly rememberAnswer: (surface: string, output: Count) => void;
}

/** What the next message comes on top of. */
type PayerFields = ReturnType<typeof payerFields>;

interface Before {
  readonly draft: Draft;
  readonly payer: PayerFields;
  /** Where it was said: another address is another conversation. */
  readonly url: string;
}

/** Follows the composers of this page: what is typed gets a chip, before it is sent. */
export function openChipHost(link: BackgroundLink, sites: Pick<Sites, 'all'>, isOff: () => boolean): ChipHost {
  const last = new Map<string, Before>();
  const learner = openComposerLearner();
  // There with the counter: without it the whole text is counted, roughly.
  let recount: Recount | undefined;
  /** `composer` null: in the corner. */
  let shown: { composer: Element | null; handle: ChipHandle } | null = null;
  let payer: PayerFields | null = null;
  let refresh = (): void => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let refreshTimer: ReturnType<typeof setTimeout> | undefined;
  // Counts what was to be said: an answer that comes late is of no use once there is something newer.
  let turn = 0;
  let lines = 0;

  let looking: ReturnType<typeof setInterval> | undefined;
  const close = (): void => {
    clearInterval(looking);
    shown?.handle.close();
    shown = null;
    recount?.forget();
  };
  const paint = async (composer: Element | null, view: ChipView, own: number): Promise<void> => {
    if (own !== turn || lines > 0) return;
    if (composer?.isConnected && shown?.composer === composer) return shown.handle.update(view);
    const ui = await loadPageUi(link);
    const look = await readLook();
    if (ui === null || own !== turn || lines > 0) return;
    close();
    // The click is the user's, and the background opens addresses of our own table only.
    const onOpen = (url: string): void => {
      if (payer) void link.ask({ kind: 'open', ...payer, url }).catch(() => null);
    };
    looking = setInterval(() => link.isGone() && leave(), LOOK_MS);
    shown = { composer, handle: ui.showChip(view, { anchor: composer, onClick: null, onOpen }, look) };
    if (composer !== null) return;
    setTimeout(() => {
      if (own === turn) close();
    }, CORNER_MS);
  };
  const preview = async (composer: Element, playground: Composing): Promise<void> => {
    turn += 1;
    const own = turn;
    const before = beforeOf(playground.surface);
    await bringCounter(link);
    if (own !== turn) return;
    recount ??= isolatedWorld.__tollkeeperCounter?.openRecount();
    const draft = draftOf(composer, playground, {
      previous: before?.draft ?? null,
      count: recount?.count ?? countWhole,
    });
    refresh = () => void preview(composer, playground);
    if (draft === null) return close();
    const { surface } = playground;
    payer = { ...(before?.payer ?? { surface, fingerprint: null, masked: null }), signedIn: signedInAt(surface) };
    const carriedTokens = playground.typed === 'message' ? before?.draft.inputTokens?.likely : undefined;
    const view = await link.ask({ kind: 'preview', ...payer, draft, carriedTokens }).catch(() => null);
    if (view) await paint(composer, view, own);
  };
  const onInput = (event: Event): void => {
    if (link.isGone()) return leave();
    if (!(event.target instanceof Element) || isOff()) return;
    const known = findComposer(event.target, playgroundsHere(sites));
    if (event.isTrusted) learner.typed(event.target);
    const found = known ?? learner.find(event.target);
    if (found === null) return;
    void bringCounter(link);
    clearTimeout(timer);
    timer = setTimeout(() => void preview(found.composer, found.playground), SETTLE_MS);
  };
  const composerOf = (surface: string): Element | null =>
    findComposerOf(surface, playgroundsHere(sites)) ?? learner.find(surface)?.composer ?? null;
  const beforeOf = (surface: string): Before | null => {
    const before = last.get(surface);
    return before?.url === location.href ? before : null;
  };
  const onClick = (event: Event): void => {
    const { target } = event;
    if (!(target instanceof Element)) return;
    for (const { surface, newChat } of playgroundsHere(sites)) {
      if (newChat !== null && target.closest(newChat) !== null) last.delete(surface);
    }
  };
  addEventListener('input', onInput, { capture: true, passive: true });
  addEventListener('click', onClick, { capture: true, passive: true });
  // Back from the wallet, or from the list of prices; a page's own events are none of that.
  const onFocus = (event: Event): void => {
    if (event.isTrusted) host.refresh();
  };
  addEventListener('focus', onFocus);
  /** Updated or removed: figures that nobody keeps right any more go, and this page is left alone. */
  const leave = (): void => {
    turn += 1;
    clearTimeout(timer);
    close();
    removeEventListener('input', onInput, { capture: true });
    removeEventListener('click', onClick, { capture: true });
    removeEventListener('focus', onFocus);
  };
  const host: ChipHost = {
    show: (call, view) => {
      const composer = composerOf(call.surface);
      if (!composer && call.callId === call.requestId) return;
      // The page may have emptied its composer a moment ago.
      recount?.forget();
      clearTimeout(timer);
      turn += 1;
      payer = payerFields(call);
      refresh = () => {};
      void paint(composer, view, turn);
    },
    showLine: async (surface, view, onAction) => {
      const ui = await loadPageUi(link);
      const look = await readLook();
      if (ui === null || isOff()) return null;
      lines += 1;
      close();
      const line = ui.showLine(view, { anchor: composerOf(surface), onAction }, look);
      return {
        update: line.update,
        close: () => {
          line.close();
          lines -= 1;
          host.refresh();
        },
      };
    },
    refresh: () => {
      if (refreshTimer !== undefined) return;
      refreshTimer = setTimeout(() => {
        refreshTimer = undefined;
        if (!isOff()) refresh();
      }, REFRESH_MS_MIN);
    },
    remember: (draft, payer, bodyText) => {
      last.set(payer.surface, { draft, payer, url: location.href });
      // Where the page's own file says which field that is, there is nothing to learn.
      if (bodyText !== null && findComposerOf(payer.surface, playgroundsHere(sites)) === null)
        learner.left(draft, payer.surface, bodyText);
    },
    isEmptied: learner.isLost,
    rememberAnswer: (surface, output) => {
      const before = last.get(surface);
      if (!before?.draft.inputTokens) return;
      const inputTokens = addCounts(output, before.draft.inputTokens);
      last.set(surface, { ...before, draft: { ...before.draft, inputTokens } });
    },
  };
  return host;
}

function playgroundsHere(sites: Pick<Sites, 'all'>): readonly Playground[] {
  const playgrounds = findProviderAt(location, sites.all())?.playgrounds ?? [];
  return playgrounds.filter((playground) => playground.path === location.pathname);
}

/** The composer an input event belongs to; a change of model or bound counts as typing there. */
function findComposer(target: Element, playgrounds: readonly Playground[]): Composed | null {
  for (const playground of playgrounds) {
    const composer = document.querySelector(playground.composer);
    const isPart = [playground.composer, playground.model, playground.outputMax].some(
      (selector) => selector !== null && target.closest(selector) !== null,
    );
    if (composer && isPart) return { composer, playground };
  }
  return null;
}

function findComposerOf(surface: string, playgrounds: readonly Playground[]): Element | null {
  const playground = playgrounds.find((candidate) => candidate.surface === surface);
  return playground ? document.querySelector(playground.composer) : null;
}

/** What would be sent: sizes only. Null when nothing is typed. */
function draftOf(
  composer: Element,
  playground: Composing,
  { previous, count }: { readonly previous: Draft | null; readonly count: Recount['count'] },
): Draft | null {
  const surface = findSurfaceById(playground.surface);
  const text = textOf(composer).slice(0, TYPED_CHARS_MAX);
  if (surface?.wire == null || text.trim() === '') return null;
  if (playground.typed === 'body') return wireOf(surface.wire)?.readRequest(text, surface.rule) ?? null;
  const base: Draft = {
    wire: surface.wire,
    // On a narrow page what chooses it may be folded away.
    model: valueAt(playground.model) ?? (previous ?? playground.draft)?.model ?? null,
    inputTokens: null,
    outputTokensMax: numberAt(playground.outputMax) ?? playground.draft?.outputTokensMax ?? null,
    answers: 1,
    units: null,
    group: previous?.group ?? null,
    isStream: previous?.isStream ?? false,
    revisable: [],
  };
  if (playground.typed === 'message') {
    const inputTokens = addCounts(count(text), previous?.inputTokens);
    return { ...base, inputTokens, ...(previous?.frame && { frame: previous.frame }) };
  }
  const records = text.split('\n').filter((line) => line.trim() !== '').length;
  return surface.rule === null ? null : { ...base, units: { meter: surface.rule.meter, count: records } };
}

function countWhole(text: string): Count {
  const counter = openTokenCounter();
  counter.push(text);
  return counter.total();
}

/** The message typed now on top of the conversation so far. */
function addCounts(typed: Count, before: Count | null | undefined): Count {
  const base = before ?? { low: TEMPLATE_TOKENS, likely: TEMPLATE_TOKENS, high: TEMPLATE_TOKENS };
  return { low: base.low + typed.low, likely: base.likely + typed.likely, high: base.high + typed.high };
}

function valueAt(selector: string | null): string | null {
  const element = selector === null ? null : document.querySelector(selector);
  if (element instanceof HTMLSelectElement || element instanceof HTMLInputElement) return element.value || null;
  // A list that is drawn by hand shows what is chosen as text.
  return element?.textContent?.trim().slice(0, LABEL_CHARS_MAX) || null;
}

function numberAt(selector: string | null): number | null {
  const value = Number(valueAt(selector));
  return Number.isInteger(value) && value > 0 ? value : null;
}
