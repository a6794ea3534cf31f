/**
 * Where the page prints the provider's error itself, one human sentence goes beside it. Only `Text.data` is changed, no
 * node is added or removed (frameworks own the tree), and only in nodes that are new or changed right after a refusal.
 */

/** How long after a refusal a printed error is looked for, ms. */
const LOOK_MS_MAX = 5000;
/** Shorter messages ("Error") stand in too many places. */
const MESSAGE_CHARS_MIN = 12;
/** Texts longer than this are documents, not errors. */
const NODE_CHARS_MAX = 20_000;
/** Evidence and people's own text are never touched. */
const UNTOUCHED =
  'pre, code, input, textarea, script, style, noscript, [contenteditable]:not([contenteditable="false"]), .cm-editor, .monaco-editor, .CodeMirror, .ace_editor';

/** A page's own printed errors, and what we made of them. */
export interface PrintedErrors {
  /** Looks for this error from now on, for a few seconds. */
  readonly explain: (bodyText: string, sentence: string) => void;
  /** Puts every changed text back: a call went through, or the site was switched off. */
  readonly restore: () => void;
}

/** The printed errors of one document. */
export function openPrintedErrors(): PrintedErrors {
  const changed = new Map<Text, { readonly before: string; readonly after: string }>();
  let stop: () => void = () => {};
  return {
    explain: (bodyText, sentence) => {
      const message = readMessage(bodyText);
      if (message === null) return;
      stop();
      stop = watchTexts((node) => {
        const before = node.data;
        if (before.includes(sentence) || !before.includes(message) || !isTouchable(node)) return;
        const after = before.replace(message, () => `${message} — ${sentence}`);
        changed.set(node, { before, after });
        node.data = after;
      });
    },
    restore: () => {
      stop();
      for (const [node, { before, after }] of changed) if (node.data === after) node.data = before;
      changed.clear();
    },
  };
}

/** The message as the page prints it, JSON-unescaped; null when it is too short to be found safely. */
function readMessage(bodyText: string): string | null {
  try {
    const body = JSON.parse(bodyText) as { error?: unknown; message?: unknown } | null;
    const error = body?.error;
    const candidates = [error, (error as { message?: unknown } | null)?.message, body?.message];
    const message = candidates.find((candidate) => typeof candidate === 'string');
    return typeof message === 'string' && message.length >= MESSAGE_CHARS_MIN ? message : null;
  } catch {
    return null;
  }
}

/** Reports texts that are new or change, for a few seconds; returns how to stop. */
function watchTexts(onText: (node: Text) => void): () => void {
  const observer = new MutationObserver((mutations) => {
    for (const mutation of mutations) {
      if (mutation.target instanceof Text) visit(mutation.target, onText);
      for (const node of mutation.addedNodes) visit(node, onText);
    }
  });
  observer.observe(document, { childList: true, characterData: true, subtree: true });
  const timer = setTimeout(() => observer.disconnect(), LOOK_MS_MAX);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
  };
}

function visit(node: Node, onText: (node: Text) => void): void {
  if (node instanceof Text) return node.data.length <= NODE_CHARS_MAX ? onText(node) : undefined;
  if (!(node instanceof Element)) return;
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  for (let next = walker.nextNode(); next; next = walker.nextNode()) {
    if (next instanceof Text && next.data.length <= NODE_CHARS_MAX) onText(next);
  }
}

function isTouchable(node: Text): boolean {
  return node.parentElement !== null && node.parentElement.closest(UNTOUCHED) === null;
}
