/** Beyond this the card is too small to be read, or its buttons fill the window. */
const ZOOM_MIN = 0.4;
const ZOOM_MAX = 4;
/** More functions than this can fade, one by one within bounds, to nothing. */
const FILTERS_MAX = 4;

/**
 * Whether the page leaves the card readable. The top layer survives every effect on what is around it but two, both set
 * on the document's root: `zoom` (both browsers), and in Firefox a `filter`, which counts for the whole canvas
 * (https://drafts.fxtf.org/filter-effects/#FilterProperty). Pages darken themselves with `invert()`: that may stay.
 */
export function isLeftReadable(host: HTMLElement): boolean {
  const zoom = (host as { readonly currentCSSZoom?: number }).currentCSSZoom ?? 1;
  if (zoom < ZOOM_MIN || zoom > ZOOM_MAX) return false;
  return isHarmlessFilter(getComputedStyle(document.documentElement).filter);
}

/** Computed values: `none`, or functions whose arguments are numbers, angles and colours. */
function isHarmlessFilter(filter: string): boolean {
  if (filter === 'none' || filter === '') return true;
  const functions = filter.match(/[\w-]+\([^()]*\)/g) ?? [];
  return functions.join(' ') === filter && functions.length <= FILTERS_MAX && functions.every(isHarmlessFunction);
}

function isHarmlessFunction(text: string): boolean {
  const [, name = '', argument = ''] = /^([\w-]+)\((.*)\)$/.exec(text) ?? [];
  const value = Number(argument);
  switch (name) {
    case 'grayscale':
    case 'sepia':
    case 'saturate':
    case 'hue-rotate':
      return true;
    case 'invert':
      return value >= 0.85 || value <= 0.15;
    case 'brightness':
    case 'contrast':
      return value >= 0.7 && value <= 1.5;
    case 'blur':
      return argument === '0px';
    case 'opacity':
      return value >= 0.9;
    default:
      return false;
  }
}
