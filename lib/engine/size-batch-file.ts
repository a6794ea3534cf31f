import { type Draft, type DraftMedia, MEDIA_MAX } from '../domain/call.ts';
import type { OpenCounter } from '../domain/count-tokens.ts';
import { addCounts, NO_TOKENS } from '../domain/counts.ts';
import { attempt, parseJson, readKey } from '../domain/json-path.ts';
import { isAtPath } from '../domain/surface.ts';
import type { Provider } from '../providers/provider.ts';
import { openBatchDraft, openRange, withMedia } from '../wires/batch-draft.ts';
import { PER_OTHER_PART } from '../wires/input-count.ts';
import { readDraft } from './read-draft.ts';

/** A line above this is not kept to be read, characters: pictures may stand in it. */
export const BATCH_LINE_CHARS_MAX = 8 * 1024 * 1024;
/** Of a longer file the sizes are not known, characters; OpenAI takes 200 MB. */
export const BATCH_FILE_CHARS_MAX = 512 * 1024 * 1024;
/** So much of it is counted by the model's own vocabulary, characters; the rest without one, which is faster. */
const EXACT_CHARS_MAX = 8 * 1024 * 1024;

/** Sizes the file of a batch while it passes. Keeps the current line and sums. */
export interface BatchFileMeter {
  /** The next text of it. False: no more is needed, its sizes cannot be known. */
  readonly push: (text: string) => boolean;
  /**
   * All its requests as one draft of a batch; null: it is no file of requests, or one of them cannot be sized (then all of it
   * is unknown, as it is where nobody saw the file).
   */
  readonly end: () => Draft | null;
}

/** How a file's requests are read and counted. */
export interface BatchFileOptions {
  readonly provider: Pick<Provider, 'surfaces'>;
  /** Counts as the model itself does, as far as that is known. */
  readonly openExact: OpenCounter;
  /** Counts faster, and less closely. */
  readonly openRough: OpenCounter;
}

/**
 * Opens a meter for one file of requests, one a line, each `{custom_id, method, url, body}`
 * (https://developers.openai.com/api/docs/guides/batch, read 2026-11-22).
 */
export function openBatchFileMeter({ provider, openExact, openRough }: BatchFileOptions): BatchFileMeter {
  const batch = openBatchDraft('openai-batches');
  const media = openMediaSum();
  let line = '';
  let chars = 0;
  let isSized = true;

  function takeLine(text: string): void {
    if (text.trim() === '') return;
    const draft = readLine(text, provider, chars > EXACT_CHARS_MAX ? openRough : openExact);
    if (draft === null) isSized = false;
    else batch.add(media.takeFrom(draft));
  }

  return {
    push(text) {
      chars += text.length;
      if (chars > BATCH_FILE_CHARS_MAX) isSized = false;
      const pieces = text.split('\n');
      for (const [index, piece] of pieces.entries()) {
        if (line.length + piece.length > BATCH_LINE_CHARS_MAX) isSized = false;
        // Sound, a document: nobody waits for the end of its first line.
        if (line === '' && !/^\s*(\{|$)/.test(piece)) isSized = false;
        if (!isSized) break;
        line += piece;
        if (index === pieces.length - 1) break;
        takeLine(line);
        line = '';
      }
      if (!isSized) line = '';
      return isSized;
    },
    end() {
      if (isSized) takeLine(line);
      line = '';
      const all = isSized ? batch.total() : null;
      return all && withMedia(all, media.total());
    },
  };
}

/** The sizes of one request; null: it is none, or they cannot be added to others. */
function readLine(text: string, { surfaces }: Pick<Provider, 'surfaces'>, openCounter: OpenCounter): Draft | null {
  const line = parseJson(text);
  const [url, body] = ['url', 'body'].map((key) => readKey(line, key));
  if (typeof url !== 'string' || typeof body !== 'object' || body === null) return null;
  const surface = surfaces.find((one) => one.kind === 'call' && one.method === 'POST' && isAtPath(one, url));
  if (surface === undefined) return null;
  const draft = attempt(() => readDraft(surface, JSON.stringify(body), openCounter)?.draft ?? null, null);
  return draft !== null && isSummable(draft) ? draft : null;
}

/** What is made (pictures) has prices of its own; of several answers to one request nobody could tell how many are done. */
function isSummable({ inputTokens, units, makes, answers }: Draft): boolean {
  return inputTokens !== null && units === null && makes === undefined && answers === 1;
}

interface MediaSum {
  /** Adds what is beside the texts of a request; the request with what no longer found room in its bounds. */
  readonly takeFrom: (request: Draft) => Draft;
  readonly total: () => Pick<Draft, 'media' | 'mediaOfEach'>;
}

function openMediaSum(): MediaSum {
  const found = new Map<string, DraftMedia>();
  const pieces = openRange();
  return {
    takeFrom(request) {
      let { inputTokens } = request;
      let counted = 0;
      for (const { times, ...size } of request.media ?? []) {
        const key = JSON.stringify(size);
        const known = found.get(key);
        if (known !== undefined || found.size < MEDIA_MAX) {
          found.set(key, { ...size, times: (known?.times ?? 0) + times });
          counted += times;
          continue;
        }
        const { low, likely, high } = PER_OTHER_PART;
        inputTokens = addCounts(inputTokens ?? NO_TOKENS, {
          ...{ low: low * times, likely: likely * times, high: high * times },
        });
      }
      pieces.add(counted);
      return { ...request, inputTokens };
    },
    total() {
      const mediaOfEach = pieces.total();
      return found.size === 0 ? {} : { media: [...found.values()], ...(mediaOfEach && { mediaOfEach }) };
    },
  };
}
