import type { Language } from './text.ts';

/** A template with `{placeholders}`, filled by their names; in Chinese with spaces where they belong. */
export function fillTemplate(template: string, fill: (name: string) => string, language: Language): string {
  let out = '';
  template.split(/\{(\w+)\}/).forEach((piece, index) => {
    let next = index % 2 === 1 ? fill(piece) : piece;
    if (language === 'zh' && /[\u4e00-\u9fff]$/.test(out) && /^ [\u4e00-\u9fff]/.test(next)) next = next.slice(1);
    if (language === 'zh' && /[\u4e00-\u9fff] $/.test(out) && /^[\u4e00-\u9fff]/.test(next)) out = out.slice(0, -1);
    out += language === 'zh' && needsSpace(out, next) ? ` ${next}` : next;
  });
  return out;
}

/** Latin letters and digits stand apart from Chinese ones, which stand together; the catalogue cannot know what is filled in. */
function needsSpace(before: string, after: string): boolean {
  const cjk = /[\u4e00-\u9fff]/;
  const latin = /[A-Za-z0-9$¥€£]/;
  const last = before.at(-1) ?? '';
  const first = after.at(0) ?? '';
  return (cjk.test(last) && latin.test(first)) || (latin.test(last) && cjk.test(first));
}
