import type { Count } from './call.ts';
import { fitWithin, type Sides, squaresOver } from './image-grid.ts';

/** Models that look at a picture as a whole and at tiles of 512 pixels: tokens for the whole and for each tile. */
interface Tiles {
  readonly names: RegExp;
  readonly base: number;
  readonly tile: number;
}

/**
 * https://platform.openai.com/docs/guides/images-vision#calculating-costs, by its readers (https://a64.in/tools/openai-vision-cost-calculator.html,
 * https://github.com/jamesmcroft/openai-image-token-calculator), read 2026-11-22. Billed so, as measured:
 * https://community.openai.com/t/vision-more-than-one-way-to-send-a-request-undocumented-and-different-pricing-realized/1262691
 */
const TILES: readonly Tiles[] = [
  { names: /^gpt-4o-mini/, base: 2833, tile: 5667 },
  { names: /^(gpt-4o|chatgpt-4o|gpt-4\.1|gpt-4\.5|gpt-4-(turbo|vision))(?!.*(mini|nano))/, base: 85, tile: 170 },
  { names: /^o[13](?!-mini)/, base: 75, tile: 150 },
  { names: /^gpt-5(\.1)?(?!\.|.*(mini|nano))/, base: 70, tile: 140 },
  { names: /^computer-use/, base: 65, tile: 129 },
];

/** Models that look at patches of 32 pixels. */
interface Patches {
  readonly names: RegExp;
  /** Tokens for one: as documented and as billed, where both are known and not the same. */
  readonly low: number;
  readonly likely: number;
  readonly high: number;
  /** A picture of more is made smaller, by how closely it is looked at. */
  readonly most: number;
  readonly mostOriginal: number;
  /** Where the request does not say how closely, as it is. Absent: as `high`. */
  readonly isOriginal?: true;
}

/**
 * Documented as the tiles are. For gpt-5-mini and younger ones what is billed is less than what is documented:
 * https://community.openai.com/t/introducing-gpt-5-4-mini-and-nano-our-most-capable-small-models-yet/1377015, read 2026-11-22.
 * From gpt-5.5 on pictures are looked at as they are unless the request says otherwise, by measured counts of ten sizes:
 * https://huggingface.co/datasets/JOHNISKING/image-token-cost, read 2026-11-22.
 */
const PATCHES: readonly Patches[] = [
  { names: /^gpt-4\.1-mini/, low: 1.62, likely: 1.62, high: 1.62, most: 1536, mostOriginal: 1536 },
  { names: /^gpt-4\.1-nano/, low: 2.46, likely: 2.46, high: 2.46, most: 1536, mostOriginal: 1536 },
  { names: /^(o4-mini|codex-mini)/, low: 1.72, likely: 1.72, high: 1.72, most: 1536, mostOriginal: 1536 },
  { names: /^gpt-5-nano/, low: 1.5, likely: 1.5, high: 2.46, most: 1536, mostOriginal: 1536 },
  { names: /^gpt-5(\.1)?-(mini|codex-mini)/, low: 1.2, likely: 1.2, high: 1.62, most: 1536, mostOriginal: 1536 },
  { names: /^gpt-5\.4-(mini|nano)/, low: 1.2, likely: 1.2, high: 2.46, most: 2500, mostOriginal: 2500 },
  { names: /^gpt-5\.[23]/, low: 1, likely: 1.2, high: 1.62, most: 1536, mostOriginal: 1536 },
  { names: /^gpt-5\.4/, low: 1, likely: 1.2, high: 1.2, most: 2500, mostOriginal: 10_000 },
  { names: /^gpt-5\.[5-9]/, low: 1, likely: 1.2, high: 1.2, most: 2500, mostOriginal: 10_000, isOriginal: true },
  { names: /^gpt-[6-9]/, low: 1, likely: 1.2, high: 1.2, most: 2500, mostOriginal: 30_000, isOriginal: true },
];

/** What one picture costs at a model of OpenAI's by its name; null: it is none, or none whose rule is known. */
export function openaiImageTokens(model: string, sides: Sides | null, detail: string | undefined): Count | null {
  const patches = PATCHES.find(({ names }) => names.test(model));
  if (patches !== undefined) return sides === null ? anyPatches(patches) : patchTokens(patches, sides, detail);
  const tiles = TILES.find(({ names }) => names.test(model));
  if (tiles === undefined) return null;
  const { base, tile } = tiles;
  if (detail === 'low') return { low: base, likely: base, high: base };
  // Unless it says how closely, the provider chooses; closely is what it chooses for any that is not small.
  if (sides === null) return { low: base, likely: base + 4 * tile, high: base + TILES_MAX * tile };
  const all = base + tile * tilesOf(sides);
  return { low: detail === undefined || detail === 'auto' ? base : all, likely: all, high: all };
}

/** 2,048 by 768 pixels. */
const TILES_MAX = 8;

/** Into a square of 2,048 pixels, then to 768 on its short side; smaller ones stay as they are. */
function tilesOf(sides: Sides): number {
  const { width, height } = rounded(fitWithin(sides, 2048));
  const scale = Math.min(1, 768 / Math.min(width, height));
  return squaresOver(rounded({ width: width * scale, height: height * scale }), 512);
}

function rounded({ width, height }: Sides): Sides {
  return { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) };
}

function patchTokens(rule: Patches, sides: Sides, detail: string | undefined): Count {
  const isOpen = detail === undefined || detail === 'auto';
  const isOriginal = detail === 'original' || (isOpen && rule.isOriginal === true);
  const most = isOriginal ? rule.mostOriginal : rule.most;
  const count = patchesOf(sides, most);
  const isSmaller = squaresOver(sides, 32) > most;
  // "low" changes nothing at some of them; some were seen to make large ones smaller than documented.
  const least = detail === 'low' ? patchesOf(fitWithin(sides, 512), most) : count * (count > 1024 ? 0.9 : 1);
  return {
    low: Math.floor(Math.min(least, patchesOf(fitWithin(sides, 2048), rule.most)) * rule.low),
    likely: Math.ceil(count * rule.likely),
    high: Math.ceil((isSmaller ? most : count) * rule.high),
  };
}

/** The smallest picture is one patch; one of 1,024 pixels a side is usual. */
function anyPatches({ likely, high, mostOriginal }: Patches): Count {
  return { low: 1, likely: Math.ceil(1024 * likely), high: Math.ceil(mostOriginal * high) };
}

/** One that has more is made smaller so that it has at most so many, and once more so that one side has whole ones. */
function patchesOf({ width, height }: Sides, most: number): number {
  if (squaresOver({ width, height }, 32) <= most) return squaresOver({ width, height }, 32);
  const scale = Math.sqrt((most * 32 * 32) / (width * height));
  const [across, down] = [(width * scale) / 32, (height * scale) / 32];
  const whole = Math.min(Math.floor(across) / across, Math.floor(down) / down);
  return Math.min(most, squaresOver({ width: width * scale * whole, height: height * scale * whole }, 32));
}
