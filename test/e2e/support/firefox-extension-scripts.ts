// Source text for Firefox's privileged windows, about the extension; the prelude of firefox-scripts.ts is in scope.

/** (id) → resolves once the extension has started and its background has run. */
export const EXTENSION_READY = `async (id) => {
  const policy = WebExtensionPolicy.getByID(id);
  if (!policy) return false;
  await policy.readyPromise;
  const { extension } = policy;
  return extension.backgroundState === undefined || extension.backgroundState !== 'starting';
}`;

/** (id) → browserId of the background page, which is woken if it sleeps. */
export const BACKGROUND = `async (id) => {
  const extension = extensionOf(id);
  await extension.wakeupBackground?.();
  const view = [...extension.views].find((candidate) => candidate.viewType === 'background' && candidate.xulBrowser);
  return view?.xulBrowser.browserId ?? null;
}`;

/** (id) → whether the background is up. */
export const IS_BACKGROUND_RUNNING = `async (id) => extensionOf(id).backgroundState === 'running'`;

/** (id): ends the event page as its idle timer does, whatever it is doing. */
export const STOP_BACKGROUND = `async (id) => {
  const extension = extensionOf(id);
  await extension.terminateBackground({ ignoreDevToolsAttached: true });
  return extension.backgroundState;
}`;

/** (id, click): what the menu itself sends to the listeners of the extension, over the tab in front. */
export const CLICK_MENU = `async (id, click) => {
  extensionOf(id).emit('webext-menu-menuitem-click', click, window.gBrowser.selectedTab);
}`;

/** (id) → nothing; uninstalls the add-on. */
export const REMOVE = `async (id) => {
  const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
  const addon = await AddonManager.getAddonByID(id);
  await addon.uninstall();
}`;

/** (id) → nothing; opens the action popup as a click on the button does. */
export const OPEN_POPUP = `async (id) => {
  const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
  // A headless window is never active by itself, and Firefox refuses popups over inactive ones.
  Services.focus.activeWindow = window;
  // As a click on the button does; its openPopup() alone would not give the popup the tab's address (activeTab).
  ExtensionParent.apiManager.global.browserActionFor(extensionOf(id)).triggerAction(window);
}`;

/**
 * (id) → browserId of the open popup, or null. Firefox loads a popup in a hidden panel and swaps it into the real one:
 * clicks before that are lost.
 */
export const POPUP = `async (id) => {
  const view = [...extensionOf(id).views].find((candidate) => candidate.viewType === 'popup' && candidate.xulBrowser);
  const panel = view?.xulBrowser.closest('panel');
  const isPreloading = view?.xulBrowser.classList.contains('webextension-preload-browser');
  return panel?.state === 'open' && !isPreloading ? view.xulBrowser.browserId : null;
}`;

/** (id) → browserId of the extension's panel in the developer tools of the tab in front, which are opened; null: not yet. */
export const TOOLS_PANEL = `async (id) => {
  const { require } = ChromeUtils.importESModule('resource://devtools/shared/loader/Loader.sys.mjs');
  const { gDevTools } = require('devtools/client/framework/devtools');
  const toolbox = await gDevTools.showToolboxForTab(window.gBrowser.selectedTab);
  const tool = toolbox.getAdditionalTools().find((one) => one.extensionId === id);
  if (tool === undefined) return null;
  if (toolbox.currentToolId !== tool.id) await toolbox.selectTool(tool.id);
  const view = [...extensionOf(id).views].find((candidate) => candidate.viewType === 'devtools_panel');
  return view?.xulBrowser?.browserId ?? null;
}`;

/** (id, 'add' | 'remove', origins): changes optional hosts; the extension's own permission events fire. */
export const CHANGE_ORIGINS = `async (id, change, origins) => {
  const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
  const extension = extensionOf(id);
  for (const origin of change === 'add' ? origins : []) {
    if (!extension.optionalOrigins.subsumes(new MatchPattern(origin, { ignorePath: true }))) {
      throw new Error(origin + ' is no optional host of ' + id);
    }
  }
  await ExtensionPermissions[change](id, { permissions: [], origins }, extension);
}`;

/** () → nothing; from now on the extension's questions for permissions are asked, and answered with no. */
export const REFUSE_ORIGINS = `async () => {
  Services.prefs.setBoolPref('extensions.webextOptionalPermissionPrompts', true);
  window.driverRefusal ??= {
    observe(subject) {
      subject.wrappedJSObject.resolve(false);
    },
  };
  Services.obs.addObserver(window.driverRefusal, 'webextension-optional-permission-prompt');
}`;

/** (id) → host patterns the extension holds now. */
export const GRANTED_ORIGINS = `async (id) => [...extensionOf(id).allowedOrigins.patterns].map(({ pattern }) => pattern)
  .filter((pattern) => !pattern.startsWith('moz-extension:'))`;

/** () → nothing; starts to write down every http request of every process. */
export const RECORD_REQUESTS = `async () => {
  window.driverRequests = [];
  window.driverObserver = {
    observe(channel) {
      channel.QueryInterface(Ci.nsIHttpChannel);
      const principal = channel.loadInfo.triggeringPrincipal;
      window.driverRequests.push({
        url: channel.URI.spec,
        method: channel.requestMethod,
        initiatorOrigin: principal?.isContentPrincipal ? principal.originNoSuffix : null,
      });
    },
  };
  Services.obs.addObserver(window.driverObserver, 'http-on-modify-request');
}`;

/** () → the requests so far. */
export const REQUESTS = 'async () => window.driverRequests';

/** (isOffline). */
export const SET_OFFLINE = 'async (isOffline) => { Services.io.offline = isOffline; }';

/** (language): what `i18n.getUILanguage()` says; works without a language pack, whose texts are then English. */
export const SET_UI_LANGUAGE = `async (language) => {
  Services.locale.availableLocales = [language, 'en-US'];
  Services.locale.requestedLocales = [language];
}`;
