// Sends one JSON request the way web pages do: fetch or XMLHttpRequest, in one piece or streamed.

/**
 * Sends `order` = {url, body, key, transport: 'fetch' | 'xhr', isStream} and reports to `events`:
 * `event(object)` for every server-sent event, `done(object | null)` at the end (the JSON answer, null after a
 * stream), `failed({status, message})`, `stopped()`. Returns a function that stops it.
 */
export function sendRequest(order, events) {
  return order.transport === 'xhr' ? sendByXhr(order, events) : sendByFetch(order, events);
}

function sendByFetch(order, events) {
  const controller = new AbortController();
  let reader = null;
  let isStopped = false;
  const run = async () => {
    const response = await fetch(order.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${order.key}` },
      body: JSON.stringify(order.body),
      signal: controller.signal,
    });
    if (!response.ok) return events.failed({ status: response.status, message: readMessage(await response.text()) });
    if (!order.isStream) return events.done(await response.json());
    reader = response.body.getReader();
    const parse = createEventParser(events);
    const decoder = new TextDecoder();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      parse(decoder.decode(value, { stream: true }));
    }
    if (isStopped) events.stopped();
    else events.done(null);
  };
  run().catch((error) => (isStopped ? events.stopped() : events.failed({ status: null, message: error.message })));
  return () => {
    isStopped = true;
    // A stream that is being read is ended at its reader, as chat pages do; anything earlier by its signal.
    if (reader === null) controller.abort();
    else reader.cancel();
  };
}

// Reads a stream as sse.js does: `responseText` grows, every progress event looks at what is new.
function sendByXhr(order, events) {
  const xhr = new XMLHttpRequest();
  const parse = createEventParser(events);
  let seen = 0;
  const readNew = () => {
    if (!order.isStream || xhr.status !== 200) return;
    const text = xhr.responseText;
    parse(text.slice(seen));
    seen = text.length;
  };
  const run = (step) => () => {
    try {
      step();
    } catch (error) {
      xhr.abort();
      events.failed({ status: null, message: error.message });
    }
  };
  xhr.open('POST', order.url);
  xhr.setRequestHeader('content-type', 'application/json');
  xhr.setRequestHeader('authorization', `Bearer ${order.key}`);
  xhr.onprogress = run(readNew);
  xhr.onload = run(() => {
    if (xhr.status !== 200) return events.failed({ status: xhr.status, message: readMessage(xhr.responseText) });
    readNew();
    events.done(order.isStream ? null : JSON.parse(xhr.responseText));
  });
  xhr.onerror = () => events.failed({ status: null, message: 'Network error' });
  let isStopped = false;
  xhr.onabort = () => isStopped && events.stopped();
  xhr.send(JSON.stringify(order.body));
  return () => {
    isStopped = true;
    xhr.abort();
  };
}

function createEventParser(events) {
  let rest = '';
  return (text) => {
    const parts = (rest + text).split('\n\n');
    rest = parts.pop();
    for (const part of parts) {
      const data = part.startsWith('data: ') ? part.slice(6) : '';
      if (data !== '' && data !== '[DONE]') events.event(JSON.parse(data));
    }
  };
}

/** What a playground prints of an error body: its message, else all of it. */
export function readMessage(text) {
  try {
    const body = JSON.parse(text);
    const message = body.error?.message ?? body.error ?? body.message;
    return typeof message === 'string' ? message : text;
  } catch {
    return text;
  }
}
