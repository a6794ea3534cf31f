import type { Count, Draft } from '../domain/call.ts';
import type { ChipView } from '../domain/card.ts';
import { countTokens } from '../domain/count-tokens.ts';
import type { Playground } from '../providers/provider.ts';
import { findProviderAt, findSurfaceById } from '../providers/registry.ts';
import type { ChipHandle } from '../webext/page-ui.ts';
import { wires } from '../wires/registry.ts';
import type { BackgroundLink } from './background-link.ts';
import type { payerFields } from './call.ts';
import { loadPageUi, readLook } from './load-page-ui.ts';
import { signedInAt } from './read-console.ts';
import type { Sites } from './sites.ts';

/** Between a key press and the question to the background, ms: the chip must be there within 300. */
const SETTLE_MS = 60;
/** Tokens a chat template adds to a first message, and to each further one. */
const TEMPLATE_TOKENS = 7;
/** A model's name is no longer than this, characters. */
const LABEL_CHARS_MAX = 128;
/** Text beyond this is not counted while typing; what leaves is counted in full. */
const TYPED_CHARS_MAX = 1_000_000;

/** The chips of one document. */
export interface ChipHost {
  /** Shows what a call did cost, where its composer is known. */
  readonly show: (surface: string, view: ChipView) => void;
  /** What left last on a surface, and with whose key: the next message of the conversation carries it along. */
  readonly remember: (draft: Draft, payer: PayerFields) => void;
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
  let shown: { composer: Element; handle: ChipHandle } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Counts what was to be said: an answer that comes late is of no use once there is something newer.
  let turn = 0;

  const paint = async (composer: Element, view: ChipView, own: number): Promise<void> => {
    if (own !== turn) return;
    if (shown?.composer === composer && composer.isConnected) return shown.handle.update(view);
    const ui = await loadPageUi(link);
    const look = await readLook();
    if (ui === null || own !== turn) return;
    shown?.handle.close();
    shown = { composer, handle: ui.showChip(view, { anchor: composer, onClick: null }, look) };
  };
  const preview = async (composer: Element, playground: Playground): Promise<void> => {
    turn += 1;
    const own = turn;
    const before = beforeOf(playground.surface);
    const draft = draftOf(composer, playground, before?.draft ?? null);
    if (draft === null) {
      shown?.handle.close();
      shown = null;
      return;
    }
    const signedIn = signedInAt(playground.surface);
    const payer = before?.payer ?? { surface: playground.surface, fingerprint: null, masked: null };
    const view = await link.ask({ kind: 'preview', ...payer, signedIn, draft }).catch(() => null);
    if (view) await paint(composer, view, own);
  };
  const onInput = (event: Event): void => {
    if (!(event.target instanceof Element) || isOff()) return;
    const found = findComposer(event.target, playgroundsHere(sites));
    if (found === null) return;
    clearTimeout(timer);
    timer = setTimeout(() => void preview(found.composer, found.playground), SETTLE_MS);
  };
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
  return {
    show: (surface, view) => {
      const composer = findComposerOf(surface, playgroundsHere(sites));
      if (!composer) return;
      turn += 1;
      void paint(composer, view, turn);
    },
    remember: (draft, payer) => void last.set(payer.surface, { draft, payer, url: location.href }),
    rememberAnswer: (surface, output) => {
      const before = last.get(surface);
      if (!before?.draft.inputTokens) return;
      const inputTokens = addCounts(output, before.draft.inputTokens);
      last.set(surface, { ...before, draft: { ...before.draft, inputTokens } });
    },
  };
}

function playgroundsHere(sites: Pick<Sites, 'all'>): readonly Playground[] {
  const playgrounds = findProviderAt(location, sites.all())?.playgrounds ?? [];
  return playgrounds.filter((playground) => playground.path === location.pathname);
}

/** The composer an input event belongs to; a change of model or bound counts as typing there. */
function findComposer(
  target: Element,
  playgrounds: readonly Playground[],
): { readonly composer: Element; readonly playground: Playground } | null {
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
function draftOf(composer: Element, playground: Playground, previous: Draft | null): Draft | null {
  const surface = findSurfaceById(playground.surface);
  const text = textOf(composer).slice(0, TYPED_CHARS_MAX);
  if (surface?.wire == null || text.trim() === '') return null;
  if (playground.typed === 'body') return wires[surface.wire].readRequest(text, surface.rule);
  const base: Draft = {
    wire: surface.wire,
    model: valueAt(playground.model),
    inputTokens: null,
    outputTokensMax: numberAt(playground.outputMax),
    answers: 1,
    units: null,
    group: previous?.group ?? null,
    isStream: previous?.isStream ?? false,
    revisable: [],
  };
  if (playground.typed === 'message')
    return { ...base, inputTokens: addCounts(countTokens(text), previous?.inputTokens) };
  const count = text.split('\n').filter((line) => line.trim() !== '').length;
  return surface.rule === null ? null : { ...base, units: { meter: surface.rule.meter, count } };
}

/** The message typed now on top of the conversation so far. */
function addCounts(typed: Count, before: Count | null | undefined): Count {
  const base = before ?? { low: TEMPLATE_TOKENS, likely: TEMPLATE_TOKENS, high: TEMPLATE_TOKENS };
  return { low: base.low + typed.low, likely: base.likely + typed.likely, high: base.high + typed.high };
}

function textOf(element: Element): string {
  if (element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement) return element.value;
  return element.textContent ?? '';
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
