import { applyStyles, type HostKind } from './styles.ts';

/** An element of ours in the page, and the closed root only we hold. */
export interface UiHost {
  readonly host: HTMLElement;
  readonly root: ShadowRoot;
}

const TAG = 'tollkeeper-ui';

/**
 * Makes a host. Its own style comes from inside, as `:host { … !important }`: that wins over the page's style sheets and
 * over the element's style attribute. A page that registered our tag as its own custom element gets a plain element.
 */
export function makeHost(kind: HostKind): UiHost {
  const made = attach(document.createElement(TAG)) ?? attachPlain();
  made.host.setAttribute('data-tollkeeper-ui', kind);
  applyStyles(made.root, kind);
  return made;
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
