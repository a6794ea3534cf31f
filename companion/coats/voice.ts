import type { Answer } from '../sandbox/answer.ts';
import type { Ask } from './ask.ts';

/** What is said in answer to one call, whatever the form. */
export interface Said {
  readonly ask: Ask;
  /** 24 hex digits, to make ids of. */
  readonly id: string;
  readonly createdSeconds: number;
  readonly model: string;
  /** One for each answer asked for; where a tool is called, the arguments as JSON. */
  readonly answers: readonly Answer[];
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** A part of an answer: text, or a frame of bytes. */
export type Part = string | Uint8Array;

/** An answer that comes bit by bit: what stands before and after its texts, and around each of their pieces. */
export interface SpokenStream {
  readonly contentType: string;
  readonly head: readonly Part[];
  /** `index`: of which answer. */
  readonly piece: (index: number, text: string) => Part;
  readonly tail: (outputTokens: number) => readonly Part[];
}

/** How good answers of a wire are written. */
export interface Voice {
  readonly whole: (said: Said) => unknown;
  /** Null: it has no streams. */
  readonly stream: ((said: Said) => SpokenStream) | null;
}

/** An event of a stream without a name. */
export function dataEvent(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** An event that is named as its own `type` is. */
export function namedEvent(data: { readonly type: string; readonly [key: string]: unknown }): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** The content type of event streams. */
export const EVENT_STREAM = 'text/event-stream; charset=utf-8';

/** Whether an answer was ended by the bound. */
export function isCut(said: Said): boolean {
  return said.answers[0]?.finishReason === 'length';
}
