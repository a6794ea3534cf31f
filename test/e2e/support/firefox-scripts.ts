// Source text for Firefox's own privileged windows ("chrome"), where nothing is typed: BrowsingContext, Services and the
// rest are globals there. Every script addresses its page by browserId, so that overlapping calls never meet in a
// "current window".

/** In scope of every chrome script below. */
export const CHROME_PRELUDE = `
const topOf = (browserId) => {
  const context = BrowsingContext.getCurrentTopByBrowserId(browserId);
  if (!context?.currentWindowGlobal) throw new Error('the page is closed or its process is gone');
  if (window.gBrowser.getTabForBrowser(context.embedderElement)?.hasAttribute('crashed')) {
    throw new Error('the page has crashed');
  }
  return context;
};
const actorOf = (context) => context.currentWindowGlobal.getActor('MarionetteCommands');
// A sandbox keeps the callback of its latest script only: overlapping scripts need one each.
const OWN_SANDBOX = { sandboxName: 'system', newSandbox: true };
const runInContent = (context, script, args, timeout) =>
  actorOf(context).executeScript(script, args, { ...OWN_SANDBOX, async: true, timeout });
const contextOf = async (browserId, frames) => {
  let context = topOf(browserId);
  for (const frame of frames) {
    const id = await runInContent(context, FRAME_CONTEXT, [frame], 5000);
    if (!id) throw new Error('no frame matches ' + frame);
    context = BrowsingContext.get(id);
  }
  return context;
};
const FRAME_CONTEXT = \`
  const [frame, done] = arguments;
  const found = typeof frame === 'number'
    ? document.querySelectorAll('iframe, frame')[frame] : document.querySelector(frame);
  // Asking for the window makes an in-process frame's global exist.
  done(found?.browsingContext ? (found.browsingContext.window, found.browsingContext.id) : null);\`;
const extensionOf = (id) => {
  const extension = WebExtensionPolicy.getByID(id)?.extension;
  if (!extension) throw new Error('the extension ' + id + ' is not installed');
  return extension;
};
`;

// The debugger's executeInGlobal is the one way into a page's MAIN world that no CSP stops, and that gives the script
// the page's own globals (a sandbox has an Array and a Promise of its own).
const RUN_IN_MAIN_WORLD = `
  const [functionSource, hostSelector, done] = arguments;
  ChromeUtils.importESModule('resource://gre/modules/jsdebugger.sys.mjs').addDebuggerToGlobal(globalThis);
  const root = hostSelector === null ? null : document.querySelector(hostSelector)?.openOrClosedShadowRoot ?? null;
  if (hostSelector !== null && root === null) return done({ kind: 'no-root' });
  const global = new Debugger().makeGlobalObjectReference(window);
  const settle = Cu.exportFunction((ok, text) => done({ kind: ok ? 'value' : 'error', text }), window);
  const completion = global.executeInGlobalWithBindings(
    '(async () => { try { driverSettle(true, await (' + functionSource + ')(driverTarget)); }'
      + ' catch (error) { driverSettle(false, error?.stack ? error + "\\\\n" + error.stack : String(error)); } })()',
    {
      driverSettle: global.makeDebuggeeValue(Cu.waiveXrays(settle)),
      driverTarget: global.makeDebuggeeValue(root === null ? undefined : Cu.waiveXrays(root)),
    },
  );
  if (completion && 'throw' in completion) {
    const thrown = completion.throw;
    done({ kind: 'error', text: thrown?.unsafeDereference ? String(thrown.unsafeDereference()) : String(thrown) });
  }`;

/** (browserId, frames, functionSource, hostSelector | null, timeoutMs) → {kind: 'value' | 'error' | 'no-root', text}. */
export const RUN = `async (browserId, frames, functionSource, hostSelector, timeoutMs) =>
  runInContent(await contextOf(browserId, frames), ${JSON.stringify(RUN_IN_MAIN_WORLD)},
    [functionSource, hostSelector], timeoutMs)`;

/** (browserId, frame) → {x, y} of the frame's content in its parent's viewport. */
export const FRAME_OFFSET = `async (browserId, frames) => {
  const parent = await contextOf(browserId, frames.slice(0, -1));
  return runInContent(parent, \`
    const [frame, done] = arguments;
    const found = typeof frame === 'number'
      ? document.querySelectorAll('iframe, frame')[frame] : document.querySelector(frame);
    const box = found.getBoundingClientRect();
    done({ x: box.x + found.clientLeft, y: box.y + found.clientTop });\`, [frames.at(-1)], 5000);
}`;

/** (browserId, url | null for reload) → the error's name, or null once the page's load event has come. */
export const NAVIGATE = `(browserId, url) => {
  const browser = topOf(browserId).embedderElement;
  const tabbrowser = browser.getTabBrowser();
  const { STATE_STOP, STATE_START, STATE_IS_NETWORK } = Ci.nsIWebProgressListener;
  return new Promise((resolve) => {
    let started = false;
    const end = (value) => { tabbrowser.removeTabsProgressListener(listener); resolve(value); };
    const listener = {
      onStateChange(changed, progress, request, flags, status) {
        if (changed !== browser || !progress.isTopLevel || !(flags & STATE_IS_NETWORK)) return;
        if (flags & STATE_START) started = true;
        // A change of process stops the old load: the new one's stop is still to come.
        const isHandedOver = status === Cr.NS_BINDING_ABORTED || status === Cr.NS_ERROR_ABORT;
        if (flags & STATE_STOP && started && !isHandedOver) {
          end(Components.isSuccessCode(status) ? null : ChromeUtils.getXPCOMErrorName(status));
        }
      },
      onLocationChange(changed, progress, request, uri, flags) {
        if (changed !== browser || !progress.isTopLevel) return;
        if (flags & Ci.nsIWebProgressListener.LOCATION_CHANGE_SAME_DOCUMENT) end(null);
        if (flags & Ci.nsIWebProgressListener.LOCATION_CHANGE_ERROR_PAGE) end('the browser shows an error page');
      },
    };
    tabbrowser.addTabsProgressListener(listener);
    if (url === null) browser.reload();
    else {
      const triggeringPrincipal = Services.scriptSecurityManager.getSystemPrincipal();
      browser.fixupAndLoadURIString(url, { triggeringPrincipal });
    }
  });
}`;

/** () → browserId of a new tab in front. */
export const NEW_TAB = `async () => {
  const triggeringPrincipal = Services.scriptSecurityManager.getSystemPrincipal();
  const tab = window.gBrowser.addTab('about:blank', { triggeringPrincipal, skipAnimation: true });
  window.gBrowser.selectedTab = tab;
  window.focus();
  return tab.linkedBrowser.browserId;
}`;

/** (browserId): closes the tab, or the popup. */
export const CLOSE = `async (browserId) => {
  const browser = BrowsingContext.getCurrentTopByBrowserId(browserId)?.embedderElement
    ?? window.gBrowser.browsers.find((candidate) => candidate.browserId === browserId);
  if (!browser) return;
  const tab = window.gBrowser.getTabForBrowser(browser);
  if (tab) window.gBrowser.removeTab(tab, { skipPermitUnload: true, animate: false });
  else browser.closest('panel')?.hidePopup();
}`;

/** (browserId): selects the tab and resolves when its page is visible. */
export const BRING_TO_FRONT = `async (browserId) => {
  const browser = topOf(browserId).embedderElement;
  const tab = window.gBrowser.getTabForBrowser(browser);
  if (!tab) return;
  if (!tab.selected) {
    const switched = new Promise((resolve) =>
      window.gBrowser.addEventListener('TabSwitchDone', resolve, { once: true }));
    window.gBrowser.selectedTab = tab;
    await switched;
  }
  window.focus();
  browser.focus();
}`;

/** (browserId, actions): performs WebDriver actions on the page; trusted, and counted as the user's. */
export const PERFORM_ACTIONS = `async (browserId, sources) => {
  const { actions } = ChromeUtils.importESModule('chrome://remote/content/shared/webdriver/Actions.sys.mjs');
  const context = topOf(browserId);
  const actor = actorOf(context);
  const browser = context.embedderElement;
  const isTab = Boolean(window.gBrowser.getTabForBrowser(browser));
  browser.focus();
  // Keys go to the frame that has the focus, which may live in another process.
  const focusedActor = () => {
    const focused = Services.focus.focusedContentBrowsingContext;
    return focused?.top === context ? actorOf(focused) : actor;
  };
  const state = new actions.State();
  const options = {
    context,
    getElementOrigin: (origin) => origin,
    isElementOrigin: () => false,
    assertInViewPort: (target) => actor.assertInViewPort(target),
    // The popup lies in a panel with a widget of its own: there events go to its document, elsewhere through the window.
    dispatchEvent: (name, target, details) => {
      if (name.startsWith('synthesizeKey')) return focusedActor().dispatchEvent(name, details);
      if (!isTab || name !== 'synthesizeMouseAtPoint' || !actions.useAsyncMouseEvents) {
        return actor.dispatchEvent(name, details);
      }
      details.eventData.asyncEnabled = true;
      return actorOf(context.topChromeWindow.browsingContext).dispatchEvent(name, details);
    },
    getClientRects: (element) => actor.getClientRects(element),
    getInViewCentrePoint: (rect) => actor.getInViewCentrePoint(rect),
    toBrowserWindowCoordinates: (position) => isTab ? actor.toBrowserWindowCoordinates(position) : position,
  };
  const chain = await actions.Chain.fromJSON(state, sources, options);
  await chain.dispatch(state, options);
  // A click may have closed the popup.
  await actor.finalizeAction().catch(() => {});
}`;

/** (browserId, selector, path): what its dialog does: the file is chosen, and the page is told. */
export const CHOOSE_FILE = `async (browserId, selector, path) => {
  const failure = await runInContent(topOf(browserId), \`
    const [selector, path, done] = arguments;
    (async () => {
      const input = document.querySelector(selector);
      if (input === null) throw new Error('nothing matches ' + selector);
      input.mozSetFileArray([await File.createFromFileName(path)]);
      for (const type of ['input', 'change']) input.dispatchEvent(new Event(type, { bubbles: true }));
    })().then(() => done(null), (error) => done(String(error)));\`, [selector, path], 5000);
  if (failure) throw new Error(failure);
}`;

/** (browserId) → PNG of the viewport in base64. */
export const SCREENSHOT = `async (browserId) => {
  const context = topOf(browserId);
  const scale = window.devicePixelRatio;
  const bitmap = await context.currentWindowGlobal.drawSnapshot(null, scale, 'white');
  const canvas = document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.toDataURL('image/png').split(',')[1];
}`;

/** (browserId, width, height): sizes the page alone, as WebDriver BiDi does; the window would stop at 450 px. */
export const SET_VIEWPORT = `async (browserId, width, height) => {
  const browser = topOf(browserId).embedderElement;
  for (const [name, value] of [['width', width], ['height', height]]) {
    browser.style.setProperty(name, value + 'px');
    browser.style.setProperty('min-' + name, value + 'px');
    browser.style.setProperty('max-' + name, value + 'px');
  }
}`;

/** (browserId, 'light' | 'dark'). */
export const SET_COLOR_SCHEME = `async (browserId, scheme) => {
  topOf(browserId).prefersColorSchemeOverride = scheme;
}`;

/** (browserId) → process id of the page's content process. */
export const CONTENT_PROCESS = `async (browserId) => topOf(browserId).currentWindowGlobal.domProcess.osPid`;

/** (browserId) → whether the tab has lost its process. */
export const HAS_CRASHED = `async (browserId) => {
  const context = BrowsingContext.getCurrentTopByBrowserId(browserId);
  return !context || Boolean(window.gBrowser.getTabForBrowser(context.embedderElement)?.hasAttribute('crashed'));
}`;

/** (browserId) → the address. */
export const ADDRESS = `async (browserId) => topOf(browserId).currentURI.spec`;

/** (browserId, source): runs source in every later document of the page as soon as it has a window. */
export const ON_NEW_DOCUMENT = `async (browserId, source) => {
  const frameScript = 'const { addDebuggerToGlobal } = ChromeUtils.importESModule('
    + '"resource://gre/modules/jsdebugger.sys.mjs");'
    + 'const sandbox = Cu.Sandbox(Services.scriptSecurityManager.getSystemPrincipal(), { freshCompartment: true });'
    + 'addDebuggerToGlobal(sandbox);'
    + 'addEventListener("DOMWindowCreated", (event) => {'
    + '  if (docShell.browsingContext.browserId !== ' + browserId + ') return;'
    + '  const global = new sandbox.Debugger().makeGlobalObjectReference(event.target.defaultView);'
    + '  global.executeInGlobal(' + JSON.stringify(source) + ');'
    + '}, true);';
  // Through the global manager and "delayed", so that it is there again after a change of process.
  Services.mm.loadFrameScript('data:,' + encodeURIComponent(frameScript), true);
}`;
