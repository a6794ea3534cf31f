import type { Look } from '../../lib/webext/page-ui.ts';

/** The theme to paint in: what was asked for, else the page's own ground, else the system's. */
export function themeOf(look: Look): 'light' | 'dark' {
  return look.theme ?? pageTheme() ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
}

/** By the lightness of the first opaque ground of body and document; null when the page paints none. */
function pageTheme(): 'light' | 'dark' | null {
  for (const element of [document.body, document.documentElement]) {
    const lightness = element && lightnessOf(getComputedStyle(element).backgroundColor);
    if (lightness !== null) return lightness < 0.5 ? 'dark' : 'light';
  }
  return null;
}

function lightnessOf(color: string): number | null {
  const [red, green, blue, alpha = 1] = (/^rgba?\(([^)]+)\)$/.exec(color)?.[1] ?? '').split(/[\s,/]+/).map(Number);
  if (red === undefined || green === undefined || blue === undefined || !(alpha > 0.5)) return null;
  const lightness = (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
  return Number.isFinite(lightness) ? lightness : null;
}

/** The value of `lang`. */
export function langOf(look: Look): string {
  return look.language === 'zh' ? 'zh-CN' : 'en';
}
