import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeCheck, AxeViolation, DrivenDocument, DrivenShadow } from './driver.ts';

const AXE_TIMEOUT_MS = 20_000;
let axeSource: string | undefined;

/** axe-core as the source of a function that defines `globalThis.axe`. */
function readAxeSource(): string {
  axeSource ??= readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  return `() => {\n${axeSource}\n}`;
}

// Sent as text. `scope` is the document element or the host of a root that is closed to everybody else.
const RUN_AXE = `async (root, check) => {
  const host = root instanceof ShadowRoot ? root.host : null;
  const parent = host ? (root.querySelector('dialog[open]') ?? root) : document.body;
  const planted = check.planted ? parent.appendChild(document.createElement('button')) : null;
  if (host) Object.defineProperty(host, 'shadowRoot', { value: root, configurable: true });
  try {
    const { violations } = await axe.run(host ?? document, check.options ?? {});
    return violations.map(({ id, impact, help, nodes }) => ({
      id, impact: impact ?? null, help, nodes: nodes.map((node) => node.html),
    }));
  } finally {
    if (host) delete host.shadowRoot;
    planted?.remove();
    delete globalThis.axe;
  }
}`;

/** Runs axe-core on an ordinary page, such as the popup: the whole document, its page-level rules included. */
export async function axePage(page: DrivenDocument, check: AxeCheck = {}): Promise<readonly AxeViolation[]> {
  await page.evaluate(readAxeSource());
  return page.evaluateWithin<readonly AxeViolation[]>(AXE_TIMEOUT_MS, `(check) => (${RUN_AXE})(null, check)`, check);
}

/**
 * Runs axe-core on a closed root. axe skips closed roots without a word, so the root is exposed to it for the time of
 * the check, in the page's own world.
 */
export async function axeRoot(
  page: DrivenDocument,
  shadow: DrivenShadow,
  check: AxeCheck,
): Promise<readonly AxeViolation[]> {
  await page.evaluate(readAxeSource());
  return shadow.evaluateInRoot<readonly AxeViolation[], readonly [AxeCheck]>(RUN_AXE, check);
}
