import { browser } from './fake-browser.ts';

type Listener = (message: unknown, sender: unknown) => unknown;

/** What pages of the extension hear of each other; the first that answers is heard, as in a browser. */
export function hearPanels() {
  const listeners: Listener[] = [];
  const said: string[] = [];
  const from = { sender: { id: browser.runtime.id } as Record<string, unknown> };
  const send = async (message: string) => {
    said.push(message);
    if (listeners.length === 0) throw new Error('Receiving end does not exist');
    return listeners.map((listener) => listener(message, from.sender)).find((answer) => answer !== undefined);
  };
  Object.assign(browser.runtime, {
    sendMessage: send,
    onMessage: {
      addListener: (listener: Listener) => void listeners.push(listener),
      removeListener: (listener: Listener) => void listeners.splice(listeners.indexOf(listener), 1),
    },
  });
  return { said, from, send };
}
