// Runs every scenario and gives back what a page can see of it. The same script runs in pages with and without the tap.
window.scenarios = {};

/**
 * What is thrown, as far as a page can compare it: stacks name files, and Chromium puts its "Failed to execute" before a
 * parse error only when the body was there already.
 */
window.told = (error) => {
  if (!(error instanceof Error || error instanceof DOMException)) return `thrown ${typeof error} ${String(error)}`;
  const message = error instanceof SyntaxError ? error.message.replace(/^Failed to execute .*?: /, '') : error.message;
  return `${Object.prototype.toString.call(error)} ${error.name}: ${message}`;
};

window.attempt = async (run) => {
  try {
    return await run();
  } catch (error) {
    return told(error);
  }
};

window.sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves with the next such event. */
window.nextEvent = (target, type) => new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));

const CHAT = JSON.stringify({ model: 'toll-mini', messages: [{ role: 'user', content: 'Say good morning' }] });

window.post = (more = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer sk-lab' },
  body: CHAT,
  ...more,
});

/** What a page can see of a response without reading it. */
window.look = (response) => ({
  status: response.status,
  ok: response.ok,
  statusText: response.statusText,
  type: response.type,
  redirected: response.redirected,
  path: response.url && new URL(response.url).pathname + new URL(response.url).search,
  headers: [...response.headers].map(([name, value]) => `${name}: ${value}`).filter((line) => !/^date/.test(line)),
  bodyUsed: response.bodyUsed,
  own: Object.getOwnPropertyNames(response),
  is: Object.prototype.toString.call(response) + (response instanceof Response) + response.constructor.name,
});

/** A context per scenario: a host of its own, so that connections and the server's log do not mix. */
function contextOf(name, path) {
  const host = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-${path === '/plain' ? 'u' : 'p'}.localhost:${location.port}`;
  /** What has arrived at the server. */
  const arrived = async () => (await fetch(`/lab/arrived?host=${host}`)).json();
  return {
    url: (lab = 'json', more = '') => `http://${host}${path}?lab=${lab}${more}`,
    /** Whether the server saw the connection close before its answer was finished. */
    wasCut: async () => (await fetch(`/lab/cut?host=${host}`)).text(),
    arrived,
    /** Resolves when a request has arrived: what is broken off earlier may never do so. */
    isThere: async () => {
      while ((await arrived()).length === 0) await sleep(20);
    },
  };
}

async function runOne(name, path) {
  const limit = sleep(20_000).then(() => 'not within 20 s');
  return await Promise.race([attempt(() => scenarios[name](contextOf(name, path))), limit]);
}

/** Where nothing is priced, these look at what others look at as well. */
const REPEATED =
  /MB|\(\) of (broken|empty|sse-break|binary)|^fetch with (the|other|lone|byte|part|array|data|not|untyped)/;
const WORKERS = 10;

/** Scenarios that look at the whole page's events run alone; the others a few at a time. The result is `window.seen`. */
window.runScenarios = async (path, only = null) => {
  const isWanted = (name) => (only === null ? path !== '/plain' || !REPEATED.test(name) : only.includes(name));
  const names = Object.keys(scenarios).filter(isWanted);
  const seen = {};
  const queue = names.filter((name) => !name.startsWith('alone'));
  const work = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) seen[name] = await runOne(name, path);
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  for (const name of names.filter((name) => name.startsWith('alone'))) seen[name] = await runOne(name, path);
  seen.unexpected = window.unexpected.sort();
  window.seen = JSON.stringify(seen);
};

// Nothing of a scenario, or of the tap, may end up here.
window.unexpected = [];
window.isExpecting = false;
for (const type of ['error', 'unhandledrejection', 'securitypolicyviolation', 'messageerror', 'rejectionhandled'])
  window.addEventListener(type, (event) => {
    if (!window.isExpecting) window.unexpected.push(`${type} ${told(event.reason ?? event.error ?? event.blockedURI)}`);
  });
for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace']) {
  const native = console[name];
  console[name] = (...args) => {
    window.unexpected.push(`console.${name} ${args.join(' ')}`);
    native.apply(console, args);
  };
}
