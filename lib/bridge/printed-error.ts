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
/** Changes remembered while a stream comes in; the oldest are forgotten. */
const RECENT_MAX = 256;
/** So much before a message tells whether it is a value of JSON: its name, a colon, quotes; each may be a text of its own. */
const CHARS_BEFORE_MAX = 60;
const PIECES_MAX = 8;
/** When components are looked for that show what is in them only after a refusal (a notice that slides in), ms. */
const LOOK_AGAIN_MS = [250, 1000, 2500] as const;
/** Components of a page that are looked into; chats are few. */
const ROOTS_MAX = 256;
/** Evidence and people's own text are never touched. */
const UNTOUCHED =
  'pre, code, input, textarea, script, style, noscript, [contenteditable]:not([contenteditable="false"]), .cm-editor, .monaco-editor, .CodeMirror, .ace_editor';

/** A page's own printed errors, and what we made of them. */
export interface PrintedErrors {
  /**
   * Remembers for a few seconds what the page prints, as long as a stream comes in: of an error inside it the page knows
   * before we do. Returns how to stop.
   */
  readonly remember: () => () => void;
  /** Looks for this error from now on, for a few seconds. */
  readonly explain: (bodyText: string, sentence: string) => void;
  /** Puts every changed text back: a call went through, or the site was switched off. */
  readonly restore: () => void;
}

/** The printed errors of one document. */
export function openPrintedErrors(): PrintedErrors {
  const changed = new Map<Text, { readonly before: string; readonly after: string }>();
  const recent = openRecent();
  let stop: () => void = () => {};
  return {
    remember: recent.remember,
    explain: (bodyText, sentence) => {
      const message = readMessage(bodyText);
      if (message === null) return;
      stop();
      const onText = (node: Text): void => {
        const known = changed.get(node);
        // What an earlier refusal made of it gives way: one sentence, and the page's own text behind it.
        const before = known ? node.data.replace(known.after, () => known.before) : node.data;
        if (before.includes(sentence) || !before.includes(message) || !isTouchable(node)) return;
        const after = addSentence(node, before, { message, sentence });
        if (after === null || after === node.data) return;
        changed.set(node, { before, after });
        node.data = after;
      };
      for (const node of recent.nodes()) visit(node, onText);
      stop = watchTexts(onText);
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

/**
 * The text with its sentence; null: it is evidence. Where the message is a value of JSON, nothing is put into that: on one
 * line in one text it is a page's way to print an error, and the sentence goes behind it; drawn in pieces or on several
 * lines it is a viewer.
 */
function addSentence(
  node: Text,
  text: string,
  { message, sentence }: { readonly message: string; readonly sentence: string },
): string | null {
  const at = text.indexOf(message);
  const own = text.slice(0, at);
  const ahead = textBefore(node) + own;
  const isValue = /"[^"]{1,40}"\s*:\s*"?$/.test(ahead) || (/^\s*"?$/.test(own) && /[\w'-]\s*:\s*"$/.test(ahead));
  if (!isValue) {
    return text.replace(message, () => `${message} — ${sentence}`);
  }
  const end = text.lastIndexOf('}') + 1;
  const isWhole = own.includes('{') && end > at && !text.includes('\n');
  return isWhole ? `${text.slice(0, end)} — ${sentence}${text.slice(end)}` : null;
}

/** What is printed just before this text, in the same root. */
function textBefore(node: Text): string {
  const walker = document.createTreeWalker(node.getRootNode(), NodeFilter.SHOW_TEXT);
  walker.currentNode = node;
  let text = '';
  for (let left = PIECES_MAX; left > 0 && text.length < CHARS_BEFORE_MAX; left -= 1) {
    const piece = walker.previousNode();
    if (!(piece instanceof Text)) break;
    text = piece.data.slice(-CHARS_BEFORE_MAX) + text;
  }
  return text;
}

/** Reports texts that are new or change, for a few seconds; returns how to stop. */
function watchTexts(onText: (node: Text) => void): () => void {
  const unwatch = watchNodes((node) => visit(node, onText));
  const timer = setTimeout(unwatch, LOOK_MS_MAX);
  return () => {
    clearTimeout(timer);
    unwatch();
  };
}

/** Reports nodes that are added and texts that change, in open shadow roots as well; returns how to stop. */
function watchNodes(onNode: (node: Node) => void): () => void {
  const known = new Set<Node>();
  const watch = (root: Node): boolean => {
    if (known.has(root) || known.size >= ROOTS_MAX) return false;
    known.add(root);
    observer.observe(root, { childList: true, characterData: true, subtree: true });
    return true;
  };
  /** All of a root that was opened meanwhile is new. */
  const watchNew = (node: Node): void => {
    for (const root of openRoots(node)) if (watch(root)) onNode(root);
  };
  const observer = new MutationObserver((mutations) => {
    for (const { type, target, addedNodes } of mutations) {
      if (type === 'characterData') onNode(target);
      for (const node of addedNodes) {
        onNode(node);
        watchNew(node);
      }
    }
  });
  watch(document);
  for (const root of openRoots(document)) watch(root);
  // That a component opens a root is told by nothing.
  const timers = LOOK_AGAIN_MS.map((ms) => setTimeout(() => watchNew(document), ms));
  return () => {
    observer.disconnect();
    for (const timer of timers) clearTimeout(timer);
  };
}

/** What is kept in open shadow roots below a node, one inside the other; closed ones are their components' own. */
function openRoots(node: Node): readonly ShadowRoot[] {
  const own = node instanceof Element ? node.shadowRoot : null;
  const roots: ShadowRoot[] = own ? [own] : [];
  const below = node instanceof Element || node instanceof Document ? [node, ...roots] : roots;
  for (const root of below) {
    for (const { shadowRoot } of root.querySelectorAll('*')) {
      if (!shadowRoot || roots.length >= ROOTS_MAX) continue;
      roots.push(shadowRoot);
      below.push(shadowRoot);
    }
  }
  return roots;
}

/** What the page printed in the last seconds; nothing while no stream comes in. */
function openRecent(): { readonly remember: () => () => void; readonly nodes: () => readonly Node[] } {
  let seen: { readonly node: Node; readonly at: number }[] = [];
  let streams = 0;
  let unwatch: () => void = () => {};
  const keep = (node: Node): void => {
    seen.push({ node, at: performance.now() });
    if (seen.length > 2 * RECENT_MAX) seen = seen.slice(-RECENT_MAX);
  };
  const forget = (): void => {
    streams -= 1;
    if (streams > 0) return;
    unwatch();
    seen = [];
  };
  return {
    remember: () => {
      if (streams === 0) unwatch = watchNodes(keep);
      streams += 1;
      return forget;
    },
    nodes: () => seen.filter(({ at }) => performance.now() - at <= LOOK_MS_MAX).map(({ node }) => node),
  };
}

function visit(node: Node, onText: (node: Text) => void): void {
  if (node instanceof Text) return node.data.length <= NODE_CHARS_MAX ? onText(node) : undefined;
  if (!(node instanceof Element || node instanceof ShadowRoot)) return;
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  for (let next = walker.nextNode(); next; next = walker.nextNode()) {
    if (next instanceof Text && next.data.length <= NODE_CHARS_MAX) onText(next);
  }
}

function isTouchable(node: Text): boolean {
  // In a component, what stands around it counts too.
  for (let element = node.parentElement ?? hostOf(node); element !== null; element = hostOf(element)) {
    if (element.closest(UNTOUCHED) !== null) return false;
  }
  return node.parentNode !== null;
}

/** The element whose shadow root this is in; null: in none. */
function hostOf(node: Node): Element | null {
  const root = node.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
