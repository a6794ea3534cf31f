import type { Count, DraftMedia } from './call.ts';
import type { Sides } from './image-grid.ts';
import { ANY_IMAGE, imageTokens } from './image-tokens.ts';
import { modelKey } from './vocabulary.ts';

/**
 * What pictures, sound, video and documents of one size cost in tokens of a model, all of them. Where the size or the model's rule
 * is not known, it is as wide as that makes it; never nothing.
 */
export function mediaTokens(media: DraftMedia, model: string | null): Count {
  const { low, likely, high } = oneOf(media, modelKey(model ?? ''));
  return { low: low * media.times, likely: likely * media.times, high: high * media.times };
}

function oneOf(media: DraftMedia, model: string): Count {
  const { kind, width, height, detail, milliseconds, pages } = media;
  switch (kind) {
    case 'image':
      return imageTokens(model, width && height ? { width, height } : null, detail) ?? ANY_IMAGE;
    case 'audio':
      return lasting(milliseconds, audioRate(model), ANY_SOUND);
    case 'video':
      return lasting(milliseconds, videoRate(model, detail), ANY_VIDEO);
    case 'document':
      return documentTokens(model, pages || null, detail);
  }
}

/** From a second to an hour, and a minute is usual; none is known. */
const ANY_SOUND: Count = { low: 5, likely: 1200, high: 115_200 };
const ANY_VIDEO: Count = { low: 70, likely: 6000, high: 1_000_000 };

/** Tokens of a second. */
type Rate = Count;

function lasting(milliseconds: number | null | undefined, rate: Rate, unknown: Count): Count {
  if (!milliseconds) return unknown;
  const seconds = milliseconds / 1000;
  return {
    low: Math.floor(rate.low * seconds),
    likely: Math.round(rate.likely * seconds),
    high: Math.ceil(rate.high * seconds) + 1,
  };
}

/**
 * OpenAI hears ten tokens a second (https://community.openai.com/t/realtime-api-pricing-is-wrong-will-overcharge/971012/6), Gemini 32
 * (https://ai.google.dev/gemini-api/docs/tokens); others are between or beside. Read 2026-11-22.
 */
function audioRate(model: string): Rate {
  if (/^(gpt|o[1-9])/.test(model)) return { low: 9.5, likely: 10, high: 11 };
  if (model.startsWith('gemini')) return { low: 25, likely: 32, high: 32 };
  return { low: 5, likely: 20, high: 50 };
}

/**
 * Gemini sees a picture a second, and hears: 263 to 300 tokens; 100 where it is to look less closely; from version 3 on 70 for a
 * picture, 280 where it is to look closely. https://ai.google.dev/gemini-api/docs/tokens, /video-understanding and
 * /media-resolution, read 2026-11-22
 */
function videoRate(model: string, detail = ''): Rate {
  if (!model.startsWith('gemini')) return { low: 10, likely: 150, high: 1500 };
  if (/^gemini-([3-9]|\d\d)/.test(model))
    return /high$/.test(detail) ? { low: 280, likely: 312, high: 320 } : { low: 70, likely: 102, high: 110 };
  return /low$/.test(detail) ? { low: 66, likely: 98, high: 103 } : { low: 258, likely: 290, high: 300 };
}

/** From one page to as many as a provider takes, of which nothing is known. */
const ANY_DOCUMENT: Count = { low: 200, likely: 6000, high: 300_000 };

function documentTokens(model: string, pages: number | null, detail: string | undefined): Count {
  const page = pageTokens(model, detail);
  if (pages === null) return { ...ANY_DOCUMENT, low: Math.min(ANY_DOCUMENT.low, page.low) };
  return { low: page.low * pages, likely: page.likely * pages, high: page.high * pages };
}

/** A page of paper as it is usually drawn, pixels. */
const PAGE: Sides = { width: 1224, height: 1584 };
/** What is written on a page is put in besides: nothing on a scanned one, and up to 3,000 tokens on a full one. */
const WRITTEN: Count = { low: 0, likely: 700, high: 3000 };

/**
 * Gemini takes a page as a picture of 258 tokens, from version 3 on of 560 or as closely as it is to look, and does not bill what is
 * written on it (https://ai.google.dev/gemini-api/docs/document-processing, /media-resolution). OpenAI and Anthropic put in a
 * picture of each page and its text (https://platform.openai.com/docs/guides/pdf-files,
 * https://platform.claude.com/docs/en/build-with-claude/pdf-support: 1,500 to 3,000 tokens of text; measured 2,750 to 3,152 for a
 * full page: https://jackin.tailrocks.com/research/token-optimization/42-multimodal-token-economics/). Read 2026-11-22.
 */
function pageTokens(model: string, detail: string | undefined): Count {
  if (/^gemini-([3-9]|\d\d)/.test(model)) {
    const picture = imageTokens(model, PAGE, detail ?? 'medium') ?? ANY_IMAGE;
    return { ...picture, low: Math.floor(picture.low / 2) };
  }
  if (model.startsWith('gemini')) return { low: 258, likely: 258, high: 516 };
  const picture = imageTokens(model, PAGE, 'high');
  if (picture === null) return { low: 100, likely: 1500, high: 8000 };
  return {
    low: Math.min(WRITTEN.likely, picture.low),
    likely: picture.likely + WRITTEN.likely,
    high: picture.high + WRITTEN.high,
  };
}
