const NAMES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as HTML has it: models and labels are named by whoever calls. */
export function escapeHtml(given: string): string {
  return given.replace(/[&<>"']/g, (sign) => NAMES[sign] ?? '');
}
