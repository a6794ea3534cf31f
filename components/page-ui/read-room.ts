import type { Box } from './place-chip.ts';

/** What a person can operate. */
const CONTROLS = [
  ...['a[href]', 'button', 'input', 'select', 'textarea', 'summary', 'label', 'option', 'iframe', 'video', 'audio'],
  ...['[contenteditable=""]', '[contenteditable=true]', '[contenteditable=plaintext-only]', '[onclick]'],
  ...[
    'button',
    'link',
    'textbox',
    'checkbox',
    'radio',
    'tab',
    'menuitem',
    'option',
    'switch',
    'slider',
    'combobox',
  ].map((role) => `[role=${role}]`),
  '[tabindex]:not([tabindex="-1"])',
].join(',');
/** Bounds of one look around: a page may be of any size. */
const CONTROLS_MAX = 2000;
const WORDS_MAX = 400;
const SHADOW_ROOTS_MAX = 50;
/** So far from the anchor it is asked what lies over a line, px. */
const NEAR = 140;
/** What is focusable or clickable without being a control, and higher than this, holds other things. px */
const WRAPPER_HEIGHT_MIN = 160;

/** The boxes in the viewport that a chip must not cover (controls, its anchor) and had better not (words). */
export function readRoom(anchor: Element | null): {
  readonly controls: readonly Box[];
  readonly words: readonly Box[];
} {
  const controls: Box[] = anchor ? [anchor.getBoundingClientRect()] : [];
  for (const root of openRoots()) collectControls(root, controls);
  return { controls, words: collectWords(anchor?.getBoundingClientRect() ?? null) };
}

function collectControls(root: ParentNode, boxes: Box[]): void {
  for (const element of root.querySelectorAll(CONTROLS)) {
    if (boxes.length >= CONTROLS_MAX) return;
    const box = element.getBoundingClientRect();
    if (isInView(box) && !isWrapper(element, box) && isShown(element)) boxes.push(box);
  }
}

/** The document, and open roots within reach. */
function openRoots(): readonly ParentNode[] {
  const roots: ParentNode[] = [document];
  for (const element of document.querySelectorAll(':defined')) {
    if (!element.localName.includes('-') || element.shadowRoot === null) continue;
    roots.push(element.shadowRoot);
    if (roots.length >= SHADOW_ROOTS_MAX) break;
  }
  return roots;
}

/** Scrolling regions and whole pages are made focusable too: those are no controls to stay clear of. */
function isWrapper(element: Element, box: DOMRect): boolean {
  if (element.matches('textarea,input,select,iframe,video,a,button,[contenteditable]')) return false;
  return box.height > WRAPPER_HEIGHT_MIN;
}

function isShown(element: Element): boolean {
  return element.checkVisibility({ visibilityProperty: true });
}

function collectWords(anchor: Box | null): readonly Box[] {
  const boxes: Box[] = [];
  const walker = document.createTreeWalker(document.body ?? document.documentElement, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let seen = 0; walker.nextNode() && seen < WORDS_MAX * 5 && boxes.length < WORDS_MAX; seen += 1) {
    const node = walker.currentNode;
    if (node.nodeValue === null || node.nodeValue.trim() === '') continue;
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (isInView(box) && isSeen(node, box, anchor)) boxes.push(box);
  }
  return boxes;
}

/** What scrolls away under a composer is not read there. Asked only near the anchor, where it decides between places. */
function isSeen(node: Node, box: Box, anchor: Box | null): boolean {
  if (anchor === null || box.bottom < anchor.top - NEAR || box.top > anchor.bottom + NEAR) return true;
  const over = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
  if (over === null || over.hasAttribute('data-tollkeeper-ui')) return true;
  const parent = node.parentElement;
  return parent === null || over.contains(parent) || parent.contains(over);
}

function isInView(box: DOMRect): boolean {
  return (
    box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth
  );
}
