interface Where {
  readonly at: number;
  readonly count: number;
  /** Lines in sight. */
  readonly page: number;
}

/** Where a key leads in a list, as lists do everywhere; null: nowhere, it is no key of lists. */
export function keyStep(key: string, { at, count, page }: Where): number | null {
  const to = (place: number): number => Math.max(0, Math.min(count - 1, place));
  switch (key) {
    case 'ArrowDown':
      return to(at + 1);
    case 'ArrowUp':
      return to(at - 1);
    case 'PageDown':
      return to(at + page);
    case 'PageUp':
      return to(at - page);
    case 'Home':
      return 0;
    case 'End':
      return to(count - 1);
    default:
      return null;
  }
}
