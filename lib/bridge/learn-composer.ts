import type { Draft } from '../domain/call.ts';
import type { Playground } from '../providers/provider.ts';

/** What a message may be typed in; a password is none of them. */
const FIELDS = 'textarea,[type=text],[contenteditable]';

/** What is known of where something is typed; `draft`: what left from there, where nothing else says what a message is like. */
export type Composing = Pick<Playground, 'surface' | 'model' | 'outputMax' | 'typed'> & { readonly draft?: Draft };

/** A field, and what is typed in it. */
export interface Composed {
  readonly composer: Element;
  readonly playground: Composing;
}

/** What a document shows of where its messages are typed. */
export interface ComposerLearner {
  /** Somebody typed there. */
  readonly typed: (target: Element) => void;
  /** A call that a person started left: where it carries what was typed last, that was typed in its composer. */
  readonly left: (draft: Draft, surface: string, bodyText: string) => void;
  /** The composer that is known, by its surface or by what belongs to it; null: none, or it has gone from the page. */
  readonly find: (by: string | Element) => Composed | null;
  /** Whether what a body carries was typed last, and stands in no field any more. */
  readonly isLost: (bodyText: string) => boolean;
}

/**
 * Learns where messages are typed on pages that no provider's file describes. What was typed is kept until the next call, to
 * be looked for in it.
 */
export function openComposerLearner(): ComposerLearner {
  let known: Composed | null = null;
  let last: { readonly composer: Element; readonly sample: string } | null = null;
  return {
    typed: (target) => {
      const composer = target.closest(FIELDS);
      const sample = composer && sampleOf(textOf(composer));
      // Pages empty it as they send; what was there then is in the event before.
      // A figure in a field beside (a temperature) stands in the call as well: the longest of what was typed is the message.
      const isMessage = !last || last.composer === composer || (sample ?? '').length >= last.sample.length;
      if (sample && isMessage) last = { composer, sample };
    },
    left: (draft, surface, bodyText) => {
      if (draft.inputTokens !== null && last && bodyText.includes(last.sample)) {
        const playground = { surface, model: null, outputMax: null, typed: 'message', draft } as const;
        known = { composer: last.composer, playground };
      }
      last = null;
    },
    find: (by) => {
      if (!known?.composer.isConnected) return null;
      const isIts = typeof by === 'string' ? by === known.playground.surface : by.closest(FIELDS) === known.composer;
      return isIts ? known : null;
    },
    isLost: (bodyText) => {
      if (last === null || !bodyText.includes(last.sample)) return false;
      const { composer, sample } = last;
      if (composer.isConnected) return textOf(composer).trim() === '';
      // Pages put another field in its place, with the text or without.
      return ![...document.querySelectorAll(FIELDS)].some((field) => sampleOf(textOf(field)) === sample);
    },
  };
}

/** What is typed in a field. */
export function textOf(element: Element): string {
  if (element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement) return element.value;
  // biome-ignore lint/performance/useDomNodeTextContent: lines of an editor are blocks, or between breaks: only its layout tells them apart
  return (element as Partial<HTMLElement>).innerText ?? element.textContent ?? '';
}

/** The beginning of its first line, as it stands in JSON: pages change how lines end. */
function sampleOf(text: string): string {
  return JSON.stringify(/^.{0,80}/u.exec(text.trim())?.[0]).slice(1, -1);
}
