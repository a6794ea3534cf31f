import { escapeHtml } from '../report/escape-html.ts';

/** HTML that is safe to send as it stands. */
export interface Html {
  readonly html: string;
}

/** What may stand in a template: texts are escaped, nothing is nothing. */
export type Piece = string | number | Html | readonly Html[] | null;

/** HTML in which everything that is filled in is a text, unless it is HTML itself: names come from outside. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { html: parts.map((part, at) => (at === 0 ? '' : render(pieces[at - 1] ?? null)) + part).join('') };
}

/** HTML that is ours from end to end, such as a style. */
export function raw(text: string): Html {
  return { html: text };
}

function render(piece: Piece): string {
  if (piece === null) return '';
  if (typeof piece === 'string' || typeof piece === 'number') return escapeHtml(String(piece));
  return 'html' in piece ? piece.html : piece.map((one) => one.html).join('\n');
}
