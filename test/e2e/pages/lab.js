// For the tests of the tap's protocol: what the bridge heard from the tap, and the means to answer for the bridge.
window.heard = [];
document.addEventListener('bridge-heard', (event) => window.heard.push(JSON.parse(event.detail)));

/** How the fake bridge answers from now on: `release`, `cancel`, `script` (not at all by itself). */
window.bridge = (policy) => {
  document.documentElement.dataset.bridge = policy;
};
window.say = (message) => document.dispatchEvent(new CustomEvent('bridge-say', { detail: JSON.stringify(message) }));
window.sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

window.until = async (find, ms = 5000) => {
  for (const end = performance.now() + ms; performance.now() < end; await window.sleep(5)) {
    const found = find();
    if (found) return found;
  }
  throw new Error(`nothing within ${ms} ms: ${find}`);
};
window.hear = (kind) => window.until(() => window.heard.find((message) => message.kind === kind && !message.isTaken));
/** The next message of this kind; each is given once. */
window.take = async (kind) => Object.assign(await window.hear(kind), { isTaken: true });

window.chat = (more = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer sk-lab' },
  body: JSON.stringify({ model: 'toll-mini', messages: [{ role: 'user', content: 'Say good morning' }], ...more }),
});
window.enrich = (count) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ records: Array.from({ length: count }, (_, index) => ({ id: index })) }),
});

/** Sends by either means; resolves with the status and the text the page got, rejects when it got none. */
window.send = (means, address, init, prepare = () => {}) => {
  if (means === 'fetch') {
    const control = new AbortController();
    prepare(control);
    return fetch(address, { ...init, signal: control.signal }).then(async (response) => [
      response.status,
      await response.text(),
    ]);
  }
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    for (const type of ['load', 'error', 'abort', 'timeout']) {
      xhr.addEventListener(type, (event) => {
        if (type === 'load') resolve([xhr.status, xhr.responseText]);
        else reject(new Error(`${type} ${event.isTrusted} ${xhr.readyState}`));
      });
    }
    xhr.open('POST', address);
    for (const name of Object.keys(init.headers)) xhr.setRequestHeader(name, init.headers[name]);
    prepare(xhr);
    xhr.send(init.body);
  });
};
