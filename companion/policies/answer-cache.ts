import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { readPath } from '../../lib/domain/json-path.ts';
import type { Cost } from '../../lib/domain/record.ts';
import type { GatewayCall, KeptAnswer } from '../gateway/review-port.ts';

/** Answers that are given again, in memory only. */
export interface AnswerCache {
  /** Null: there is none that is young enough. */
  readonly find: (key: string, now: number, lifetimeMs: number) => SavedAnswer | null;
  /** Kept until others need its room. */
  readonly put: (key: string, saved: SavedAnswer) => void;
  readonly clear: () => void;
  readonly size: () => { readonly answers: number; readonly bytes: number };
}

/** An answer, and what it cost. */
export interface SavedAnswer {
  readonly answer: KeptAnswer;
  readonly cost: Cost;
  /** Epoch ms. */
  readonly at: number;
}

/** One answer of more is not kept. */
export const ANSWER_BYTES_MAX = 1024 * 1024;
const ANSWERS_MAX = 1000;
const BYTES_MAX = 32 * 1024 * 1024;
/** What an answer takes besides its bytes, about. */
const ENTRY_BYTES = 1024;

export function openAnswerCache(bytesMax = BYTES_MAX): AnswerCache {
  const answers = new Map<string, SavedAnswer>();
  let bytes = 0;
  const drop = (key: string): void => {
    const found = answers.get(key);
    if (found === undefined) return;
    answers.delete(key);
    bytes -= sizeOf(found);
  };
  return {
    find(key, now, lifetimeMs) {
      const found = answers.get(key);
      if (found === undefined) return null;
      const age = now - found.at;
      // A clock that was set back must not make it immortal.
      if (age < 0 || age >= lifetimeMs) {
        drop(key);
        return null;
      }
      answers.delete(key);
      answers.set(key, found);
      return found;
    },
    put(key, saved) {
      drop(key);
      if (saved.answer.body.byteLength > ANSWER_BYTES_MAX || sizeOf(saved) > bytesMax) return;
      answers.set(key, saved);
      bytes += sizeOf(saved);
      for (const oldest of answers.keys()) {
        if (answers.size <= ANSWERS_MAX && bytes <= bytesMax) break;
        drop(oldest);
      }
    },
    clear() {
      answers.clear();
      bytes = 0;
    },
    size: () => ({ answers: answers.size, bytes }),
  };
}

function sizeOf({ answer }: SavedAnswer): number {
  return answer.body.byteLength + ENTRY_BYTES;
}

/** What of a call makes its answer. */
export type KeyedCall = Pick<GatewayCall, 'provider' | 'account' | 'key' | 'path' | 'method' | 'variant'> & {
  readonly bodyText: string;
};

/** Of longer bodies the name has only the length, the beginning and the end, characters: reading all would keep others waiting. */
export const NAMED_CHARS_MAX = 2_000_000;

/** Names requests by what they ask for, of whom and with whose key; nothing can be told from the name. */
export function openRequestNames(): (call: KeyedCall) => string {
  // Of this run alone: what is kept does not outlive it either.
  const secret = createSecretKey(randomBytes(32));
  return ({ provider, account, key, path, method, variant, bodyText }) => {
    const body = bodyText.length > NAMED_CHARS_MAX ? endsOf(bodyText) : bodyText;
    const heading = [provider, account ?? '', account === null ? '0' : '1', key ?? '', method, path, variant?.() ?? ''];
    // A list as JSON, and a line's end, which it has none of: two requests cannot be written so that they look like one.
    return createHmac('sha256', secret)
      .update(`${JSON.stringify(heading)}\n`)
      .update(body)
      .digest('base64');
  };
}

function endsOf(text: string): string {
  const half = NAMED_CHARS_MAX / 2;
  return `${text.length}:${text.slice(0, half)}${text.slice(-half)}`;
}

/** Where requests of the wires say how freely their answers are made up. */
const TEMPERATURES = [
  '$.temperature',
  '$.generationConfig.temperature',
  '$.generation_config.temperature',
  '$.inferenceConfig.temperature',
] as const;

/** Whether the body of a request asks for the same answer each time. */
export function isColdRequest(body: unknown): boolean {
  const said = TEMPERATURES.map((path) => readPath(body, path)).filter((found) => found !== undefined);
  return said.length > 0 && said.every((one) => one === 0);
}
