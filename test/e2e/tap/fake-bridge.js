// Isolated world: stands in for the bridge. It answers every call as the page's scripts were told to have it answered
// (`data-bridge` on the root element, or `release`), and shows the page's test script what the tap said.
const { port1, port2 } = new MessageChannel();
const answers = {
  release: (message) => ({ kind: 'release', call: message.call, bodyText: null }),
  cancel: (message) => ({ kind: 'cancel', call: message.call }),
};
let isTaken = false;

function say(message) {
  if (message !== null) port1.postMessage(message);
}

function policy() {
  return document.documentElement?.dataset.bridge ?? 'release';
}

function answer(message) {
  if (message.kind === 'review') say(answers[policy()]?.(message) ?? null);
  // An error answer is handed over, unless the test wants to speak itself.
  if (message.kind === 'outcome' && message.outcome.isWithheld && policy() !== 'script')
    say({ kind: 'deliver', call: message.call });
}

port1.onmessage = ({ data }) => {
  answer(data);
  document.dispatchEvent(new CustomEvent('bridge-heard', { detail: JSON.stringify(data) }));
};
document.addEventListener('bridge-say', (event) => say(JSON.parse(event.detail)));
document.addEventListener('bridge-close', () => port1.close());

function handOver() {
  if (isTaken) return;
  const event = new MessageEvent('tollkeeper:port', { ports: [port2], cancelable: true });
  isTaken = !document.dispatchEvent(event);
}

document.addEventListener('tollkeeper:tap', handOver);
handOver();
say({ kind: 'config', surfaces: [], isOff: false });
