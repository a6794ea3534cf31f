// Registers its content scripts at run time, as Tollkeeper does: whenever hosts come or go, and on every start.
const extensionApi = globalThis.browser ?? globalThis.chrome;
const lives = Math.random().toString(36).slice(2);

async function registerForGrantedHosts() {
  const { origins } = await extensionApi.permissions.getAll();
  await extensionApi.scripting.unregisterContentScripts();
  if (origins.length === 0) return;
  const shared = { matches: origins, allFrames: true, matchOriginAsFallback: true, runAt: 'document_start' };
  await extensionApi.scripting.registerContentScripts([
    { id: 'main', js: ['main.js'], world: 'MAIN', ...shared },
    { id: 'isolated', js: ['isolated.js'], world: 'ISOLATED', ...shared },
  ]);
}

// Registrations run one after the other: two grants in one moment must not register the same id twice.
let registering = Promise.resolve();
function scheduleRegistration() {
  registering = registering.then(registerForGrantedHosts);
}

extensionApi.permissions.onAdded.addListener(scheduleRegistration);
extensionApi.permissions.onRemoved.addListener(scheduleRegistration);
extensionApi.runtime.onInstalled.addListener(scheduleRegistration);
extensionApi.runtime.onStartup.addListener(scheduleRegistration);
extensionApi.runtime.onMessage.addListener((message, _sender, respond) => {
  if (message === 'lives') respond(lives);
});
globalThis.mini = { lives, registered: () => registering };
