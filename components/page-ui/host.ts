import { applyStyles } from './styles.ts';

/** An element of ours in the page, and the closed root only we hold. */
export interface UiHost {
  readonly host: HTMLElement;
  readonly root: ShadowRoot;
}

const TAG = 'tollkeeper-ui';

/**
 * Makes a host. Nothing of the page's styles reaches in, and inline `!important` keeps its style sheets from hiding the
 * host itself. A page that registered our tag as its own custom element gets a plain element instead.
 */
export function makeHost(kind: 'card' | 'chip', style: Readonly<Record<string, string>>): UiHost {
  const { host, root } = attach(document.createElement(TAG)) ?? attachPlain();
  host.setAttribute('data-tollkeeper-ui', kind);
  styleHost(host, style);
  applyStyles(root);
  return { host, root };
}

/** Sets the host's inline style afresh. */
export function styleHost(host: HTMLElement, style: Readonly<Record<string, string>>): void {
  host.style.setProperty('all', 'initial', 'important');
  for (const [name, value] of Object.entries(style)) host.style.setProperty(name, value, 'important');
}

function attach(host: HTMLElement): UiHost | null {
  try {
    return { host, root: host.attachShadow({ mode: 'closed' }) };
  } catch {
    return null;
  }
}

function attachPlain(): UiHost {
  const host = document.createElement('div');
  return { host, root: host.attachShadow({ mode: 'closed' }) };
}
