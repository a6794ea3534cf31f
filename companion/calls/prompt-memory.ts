import { createHmac, randomBytes } from 'node:crypto';
import type { Draft } from '../../lib/domain/call.ts';
import { attempt } from '../../lib/domain/json-path.ts';
import { markParts } from '../../lib/domain/mark-parts.ts';
import { findPromptCache } from '../../lib/domain/prompt-cache.ts';
import { findLostTokens, type SentPrompt } from '../../lib/domain/prompt-marks.ts';
import type { Provider } from '../../lib/providers/provider.ts';

/** Knows prompts again by marks that only this process can make; in memory alone, and nothing can be read from them. */
export interface PromptMemory {
  /** Notes a prompt that was answered. @returns the tokens that its provider's cache lost by a beginning that changes; 0: none. */
  readonly note: (prompt: AnsweredPrompt) => number;
}

/** A call that was answered. */
export interface AnsweredPrompt {
  readonly callId: string;
  readonly provider: Provider;
  /** Whose cache it is: a key's fingerprint; null: there was none. */
  readonly payer: string | null;
  readonly draft: Draft;
  readonly bodyText: string;
  /** Epoch ms. */
  readonly at: number;
}

/** Longer bodies are not marked, characters: other calls wait meanwhile. */
const MARKED_CHARS_MAX = 200_000;
/** Payers and models that are remembered, and prompts of each: two are looked at. */
const GROUPS_MAX = 256;
const PROMPTS_MAX = 4;

export function openPromptMemory(): PromptMemory {
  const secret = randomBytes(32);
  const mark = (text: string): string => createHmac('sha256', secret).update(text).digest('base64').slice(0, 16);
  const groups = new Map<string, readonly SentPrompt[]>();
  return {
    note({ callId, provider, payer, draft, bodyText, at }) {
      const cache = findPromptCache(provider.promptCaches ?? [], draft.model);
      const tokens = draft.inputTokens?.likely ?? 0;
      // What is too short is never kept.
      if (cache === null || draft.each !== undefined || tokens < cache.tokensMin || bodyText.length > MARKED_CHARS_MAX)
        return 0;
      const marks = attempt(() => markParts(bodyText, mark), null);
      if (marks === null) return 0;
      const name = JSON.stringify([provider.id, payer, draft.model]);
      const sent = groups.get(name) ?? [];
      const lost = findLostTokens(marks, sent, { id: callId, now: at, tokens, cache });
      const own = {
        ...{ ...marks, tokens, turns: { count: 1, firstTokens: tokens } },
        calls: [{ id: callId, at, hasFailed: false }],
      };
      // The group that was used last stands last.
      groups.delete(name);
      groups.set(name, [own, ...sent.filter(({ whole }) => whole !== marks.whole)].slice(0, PROMPTS_MAX));
      for (const oldest of groups.keys()) {
        if (groups.size <= GROUPS_MAX) break;
        groups.delete(oldest);
      }
      return lost;
    },
  };
}
