/** Tollkeeper's mark: a coin passing under a raised toll bar. Decoration: it has no name of its own. */
export function Mark() {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d="M2.4 14.2V6.1" fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
      <path d="M2.4 6.4 13.6 2" fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
      <circle cx="10.4" cy="11" r="3.4" fill="currentColor" />
    </svg>
  );
}
