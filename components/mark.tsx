/** Tollkeeper's mark: a coin under a toll bar; the bar and its post make a T. Decoration: it has no name of its own. */
export function Mark() {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d="M1.6 4.2h12.8M4.6 4.2v9.4" fill="none" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
      <circle cx="11" cy="10.7" r="3.1" fill="currentColor" />
    </svg>
  );
}
