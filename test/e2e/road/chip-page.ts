import type { Box } from '../support/driver.ts';

/** Measures from the first key press in the page until the chip is painted. */
export function watchChip(): void {
  const page = globalThis as unknown as { seenMs?: number };
  let typedAt = 0;
  addEventListener('keydown', (event) => (typedAt ||= event.timeStamp), true);
  const look = (): void => {
    const chip = document.querySelector<HTMLElement>('[data-tollkeeper-ui="chip"]');
    const isSeen = chip !== null && getComputedStyle(chip).visibility === 'visible' && chip.offsetWidth > 0;
    if (isSeen) page.seenMs = performance.now() - typedAt;
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Where the chip is, and what it lies over. */
export interface Found {
  /** Null: it is not seen. */
  readonly box: Box | null;
  /** What a person can operate, by name. */
  readonly covered: readonly string[];
  /** What is written there. */
  readonly words: readonly string[];
  /** Whether it would catch a click meant for what is below. */
  readonly catches: boolean;
  /** From the composer, px; 0 without one. */
  readonly distance: number;
}

/** Looks at all that is in the page, not at the chip's own list. Sent as source, so it sees nothing of this file. */
export function findCovered(): Found {
  const chip = document.querySelector<HTMLElement>('[data-tollkeeper-ui="chip"]');
  if (!chip || getComputedStyle(chip).visibility !== 'visible') {
    return { box: null, covered: [], words: [], catches: false, distance: 0 };
  }
  const box = chip.getBoundingClientRect();
  const controls = document.querySelectorAll(
    'a[href], button, input, select, textarea, label, summary, [tabindex="0"]',
  );
  const isUnder = (other: DOMRect): boolean =>
    other.width > 0 &&
    other.height > 0 &&
    !(other.right <= box.left || other.left >= box.right || other.bottom <= box.top || other.top >= box.bottom);
  // What has scrolled away under something else is not read there.
  const isRead = (text: Text, other: DOMRect): boolean => {
    const over = document.elementFromPoint((other.left + other.right) / 2, (other.top + other.bottom) / 2);
    return over === null || over === chip || over.contains(text) || text.parentElement?.contains(over) === true;
  };
  const words: string[] = [];
  const range = document.createRange();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    range.selectNodeContents(node);
    if (node.data.trim() !== '' && [...range.getClientRects()].some((other) => isUnder(other) && isRead(node, other)))
      words.push(node.data.trim().slice(0, 40));
  }
  const composer = document.querySelector('#composer')?.getBoundingClientRect() ?? box;
  const across = Math.max(composer.left - box.right, box.left - composer.right, 0);
  const along = Math.max(composer.top - box.bottom, box.top - composer.bottom, 0);
  const covered = [...controls].filter((control) => {
    if (!control.checkVisibility({ visibilityProperty: true }) || control.id === 'transcript') return false;
    return isUnder(control.getBoundingClientRect());
  });
  const middle = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return {
    box: { x: box.x, y: box.y, width: box.width, height: box.height },
    covered: covered.map((control) => `${control.localName}#${control.id} ${control.textContent.trim()}`),
    words,
    catches: middle === chip,
    distance: Math.hypot(across, along),
  };
}
