// What the bridge heard from the tap, for the tests of the tap's protocol. A differential page does not load this.
window.heard = [];
document.addEventListener('bridge-heard', (event) => window.heard.push(JSON.parse(event.detail)));
window.bridge = (policy) => {
  document.documentElement.dataset.bridge = policy;
};
window.say = (message) => {
  document.dispatchEvent(new CustomEvent('bridge-say', { detail: JSON.stringify(message) }));
};
window.sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
window.until = async (find, ms = 3000) => {
  for (const end = performance.now() + ms; performance.now() < end; await window.sleep(5)) {
    const found = find();
    if (found) return found;
  }
  throw new Error(`nothing within ${ms} ms: ${find}`);
};
window.chat = (more = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer sk-lab' },
  body: JSON.stringify({ model: 'toll-mini', messages: [{ role: 'user', content: 'Say good morning' }], ...more }),
});
