// What a page sees of the browser's own objects, and what it hears when nobody catches.
function tell(owner, name) {
  const { get, set, value, ...flags } = Object.getOwnPropertyDescriptor(owner, name) ?? {};
  const parts = Object.entries({ get, set, value }).flatMap(([part, fn]) => {
    if (typeof fn !== 'function') return [];
    const keys = Reflect.ownKeys(fn).map(String);
    const text = Function.prototype.toString.call(fn);
    return [[part, fn.name, fn.length, text, fn.toString(), `${fn}`, keys, Object.prototype.toString.call(fn)]];
  });
  return [flags, parts];
}

scenarios['functions and accessors'] = () => {
  const seen = {};
  const owners = { window, XMLHttpRequest: XMLHttpRequest.prototype, Response: Response.prototype };
  Object.assign(owners, { ReadableStream: ReadableStream.prototype, Function: Function.prototype });
  Object.assign(owners, { reader: ReadableStreamDefaultReader.prototype, byob: ReadableStreamBYOBReader.prototype });
  owners.iterator = Object.getPrototypeOf(new ReadableStream().values());
  owners.Navigator = Navigator.prototype;
  Object.assign(owners, { WebSocket: WebSocket.prototype, EventSource: EventSource.prototype });
  owners.EventTarget = EventTarget.prototype;
  for (const [name, owner] of Object.entries(owners)) {
    const keys = name === 'window' ? ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'] : Reflect.ownKeys(owner);
    for (const key of keys) {
      if (name !== 'Navigator' || key === 'sendBeacon') seen[`${name}.${String(key)}`] = tell(owner, key);
    }
  }
  return seen;
};
scenarios.identities = async () => [
  ReadableStream.prototype.values === ReadableStream.prototype[Symbol.asyncIterator],
  XMLHttpRequest.prototype.constructor === XMLHttpRequest,
  new XMLHttpRequest().constructor === XMLHttpRequest,
  XMLHttpRequest.DONE,
  'prototype' in fetch,
  fetch === window.fetch,
  Object.getPrototypeOf(fetch) === Function.prototype,
  Object.getPrototypeOf(XMLHttpRequest) === XMLHttpRequestEventTarget,
  // Nothing of ours is left lying about.
  Object.getOwnPropertyNames(window).sort(),
  Reflect.ownKeys(document).length,
  document.documentElement.outerHTML.includes('tollkeeper'),
  await attempt(() => Reflect.construct(Object, [], fetch)),
  await attempt(() => Function.prototype.toString.call({})),
];
scenarios['sockets and event sources'] = async (context) => {
  const source = new EventSource(context.url('sse'));
  const seen = [
    source.constructor === EventSource,
    source.url === context.url('sse'),
    source.readyState,
    String(source),
  ];
  const url = context.url().replace('http', 'ws');
  const socket = new WebSocket(url, ['one', 'two']);
  seen.push(socket.constructor === WebSocket, socket.url === url, socket.readyState, socket.protocol, String(socket));
  // Nobody here takes sockets: how that is told is the browser's own.
  const ends = [];
  for (const type of ['open', 'error', 'close'])
    socket.addEventListener(type, (event) => ends.push([type, event.isTrusted]));
  await nextEvent(socket, 'close');
  source.close();
  class Own extends WebSocket {}
  const own = new Own(url);
  own.close();
  return [
    ...seen,
    ends,
    source.readyState,
    own instanceof WebSocket && own.constructor === Own,
    [WebSocket, EventSource].map((one) => [
      Reflect.ownKeys(one).map(String),
      one.CLOSED,
      Object.getPrototypeOf(one) === EventTarget,
    ]),
    await attempt(() => WebSocket(url)),
    await attempt(() => new WebSocket()),
    await attempt(() => new WebSocket('http://[')),
    await attempt(() => new WebSocket(url, ['same', 'same'])),
    await attempt(() => new WebSocket(url, 'a protocol')),
    await attempt(() => EventSource(url)),
    await attempt(() => new EventSource()),
    await attempt(() => new EventSource('http://[')),
    await attempt(() => EventSource.prototype.close.call({})),
    await attempt(() => Object.getOwnPropertyDescriptor(WebSocket.prototype, 'url').get.call({})),
  ];
};
scenarios.promises = async (context) => {
  const promise = fetch(context.url(), post());
  const response = await promise;
  const read = response.json();
  await read;
  return [promise, read].map((one) => [
    one.constructor === Promise,
    Object.prototype.toString.call(one),
    Reflect.ownKeys(one),
  ]);
};
scenarios['a beacon'] = async (context) => {
  const queued = [
    navigator.sendBeacon(context.url(), post().body),
    navigator.sendBeacon(context.url(), new Blob([post().body], { type: 'text/plain' })),
    navigator.sendBeacon(context.url()),
    await attempt(() => navigator.sendBeacon()),
    await attempt(() => navigator.sendBeacon('http://[')),
    await attempt(() => navigator.sendBeacon.call({}, context.url())),
  ];
  for (let round = 0; round < 100 && (await context.arrived()).length < 3; round++) await sleep(20);
  const arrived = await context.arrived();
  return [queued, arrived.map((one) => JSON.stringify(one)).sort()];
};

/** What a page hears of promises nobody catches: how often, why, and that it is the page's own promise. */
async function uncaught(run) {
  const heard = [];
  const listen = (event) => {
    heard.push([event.type, told(event.reason), event.promise instanceof Promise]);
    event.preventDefault();
  };
  window.isExpecting = true;
  window.addEventListener('unhandledrejection', listen);
  window.addEventListener('rejectionhandled', listen);
  await run();
  // What was not caught is told a little later; what was, never.
  for (let round = 0; round < 60 && heard.length === 0; round++) await sleep(20);
  await sleep(80);
  window.removeEventListener('unhandledrejection', listen);
  window.removeEventListener('rejectionhandled', listen);
  window.isExpecting = false;
  return heard;
}
const dropped = {
  'a failed fetch': (context) => void fetch(context.url('reset'), post()),
  'a bad address': () => void fetch('http://[', post()),
  'an aborted fetch': (context) => void fetch(context.url(), post({ signal: AbortSignal.abort('enough') })),
  'an aborted wait': async (context) => {
    const control = new AbortController();
    fetch(context.url('never'), post({ signal: control.signal }));
    await context.isThere();
    control.abort();
  },
  'a broken answer': async (context) => void (await fetch(context.url('broken'), post())).json(),
  'a second reading': async (context) => {
    const response = await fetch(context.url(), post());
    await response.text();
    response.text();
  },
  'a read that breaks off': async (context) => {
    const reader = (await fetch(context.url('sse-break'), post())).body.getReader();
    for (let index = 0; index < 4; index++) reader.read().catch(() => {});
    for (let index = 0; index < 2; index++) reader.read();
    await reader.closed.catch(() => {});
  },
  'a closed that breaks off': async (context) => {
    const reader = (await fetch(context.url('sse-break'), post())).body.getReader();
    reader.closed;
    for (let index = 0; index < 6; index++) await reader.read().catch(() => {});
  },
  'a pipe that breaks off': async (context) => {
    (await fetch(context.url('sse-break'), post())).body.pipeTo(new WritableStream());
  },
  'nothing: all is caught': async (context) => {
    await fetch(context.url('reset'), post()).catch(() => {});
    await (await fetch(context.url('broken'), post())).json().catch(() => {});
  },
};
for (const [name, run] of Object.entries(dropped)) {
  scenarios[`alone: nobody catches ${name}`] = (context) => uncaught(() => run(context));
}
scenarios['alone: a listener that throws'] = async (context) => {
  const heard = [];
  const listen = (event) => heard.push(event.message);
  window.isExpecting = true;
  window.addEventListener('error', listen);
  const xhr = new XMLHttpRequest();
  xhr.onload = () => {
    throw new RangeError('of the page');
  };
  xhr.open('POST', context.url());
  xhr.send(post().body);
  await nextEvent(xhr, 'loadend');
  window.removeEventListener('error', listen);
  window.isExpecting = false;
  return heard;
};

const BIG = 50 * 1024 * 1024;
const bigs = {
  '50 MB up, text': () => 'a'.repeat(BIG),
  '50 MB up, blob': () => new Blob([new Uint8Array(BIG).fill(97)]),
  '9 MB up, bytes': () => new Uint8Array(9 * 1024 * 1024).fill(97),
};
for (const [name, make] of Object.entries(bigs)) {
  scenarios[`alone: ${name}`] = async (context) => {
    await (await fetch(context.url(), { method: 'POST', body: make() })).text();
    const [{ bodyLength, bodyHash }] = await context.arrived();
    return [bodyLength, bodyHash];
  };
}
scenarios['alone: 100 MB down'] = async (context) => {
  const reader = (await fetch(context.url('big', '&mb=100'), post())).body.getReader();
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes;
    bytes += value.length;
  }
};
