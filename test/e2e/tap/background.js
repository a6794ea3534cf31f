// Gives every page on *.localhost the tap and the fake bridge, as Tollkeeper registers its own: at run time.
const extensionApi = globalThis.browser ?? globalThis.chrome;

async function register() {
  const { origins } = await extensionApi.permissions.getAll();
  await extensionApi.scripting.unregisterContentScripts();
  if (origins.length === 0) return;
  const shared = { matches: origins, allFrames: true, matchOriginAsFallback: true, runAt: 'document_start' };
  await extensionApi.scripting.registerContentScripts([
    { id: 'tap', js: ['tap-sockets.js', 'tap.js'], world: 'MAIN', ...shared },
    { id: 'bridge', js: ['fake-bridge.js'], world: 'ISOLATED', ...shared },
  ]);
}

let registering = Promise.resolve();
function schedule() {
  registering = registering.then(register);
}

extensionApi.permissions.onAdded.addListener(schedule);
extensionApi.runtime.onInstalled.addListener(schedule);
globalThis.registered = () => registering;
