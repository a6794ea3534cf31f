/*
 * People write words, no patterns, so that none can take for ever. What is made of them takes time in proportion to what is
 * looked through.
 */

/** One of these words, as they stand, in any case of letters; blanks are any blanks. */
export function anyOf(these: readonly string[]): RegExp {
  return new RegExp(these.map(literal).join('|'), 'i');
}

/**
 * A whole figure. Neither the end nor the beginning of one that is longer or written otherwise ("1,234.50" is not 234.50):
 * a wrong figure is worse than none.
 */
const FIGURE = String.raw`(?<![\d.,])-?\d{1,15}(?:\.\d{1,18})?(?!\d|[.,]\d)`;
/** How far apart the words around a gap may be, characters. */
const GAP = '.{0,40}?';

/** The parts of a template: `{available}`, `{needed}`, `{…}` and the words between them. */
export function templateParts(template: string): readonly string[] {
  return template.split(/(\{(?:available|needed|…|\.\.\.)\})/).filter((part) => part !== '');
}

/** Words with `{available}` and `{needed}`, each once at most, for the figures; `{…}` skips up to 40 characters, once. */
export function amountsPattern(template: string): RegExp {
  const source = templateParts(template).map((part) => {
    if (part === '{available}') return `(?<available>${FIGURE})`;
    if (part === '{needed}') return `(?<needed>${FIGURE})`;
    return part === '{…}' || part === '{...}' ? GAP : literal(part);
  });
  return new RegExp(source.join(''), 'is');
}

function literal(words: string): string {
  return words.replaceAll(/[$()*+.?[\\\]^{|}/-]/g, '\\$&').replaceAll(/\s+/g, '\\s{1,4}');
}
