// How fetch is called: arguments, bodies, errors, signals, redirects.
const encode = (text) => new TextEncoder().encode(text);

/** Calls fetch, and tells what came and what arrived. */
async function exchange(context, init, lab = 'json') {
  const response = await fetch(context.url(lab), init);
  const seen = look(response);
  const text = await response.text();
  return { ...seen, text, arrived: await context.arrived() };
}

const bodies = {
  string: () => post().body,
  'empty string': () => '',
  'not json': () => 'hello {',
  'other json': () => '[1,2,{"a":null}]',
  'lone surrogate': () => '{"messages":[{"role":"user","content":"\ud800"}]}',
  'byte order mark': () => `\ufeff${post().body}`,
  bytes: () => encode(post().body),
  'part of a buffer': () => encode(`xx${post().body}yy`).subarray(2, -2),
  'array buffer': () => encode(post().body).buffer,
  'data view': () => new DataView(encode(post().body).buffer),
  'not utf-8': () => new Uint8Array([123, 255, 254, 0, 125]),
  blob: () => new Blob([post().body], { type: 'application/json' }),
  'untyped blob': () => new Blob([post().body]),
  form: () => {
    const form = new FormData();
    form.append('a', '1');
    form.append('file', new Blob(['x'], { type: 'text/plain' }), 'x.txt');
    return form;
  },
  params: () => new URLSearchParams({ a: '1', b: 'ü' }),
  number: () => 12,
  object: () => ({}),
  nothing: () => null,
};
for (const [name, make] of Object.entries(bodies)) {
  scenarios[`fetch with ${name}`] = async (context) => {
    const seen = await exchange(context, { method: 'POST', body: make() });
    // A form's boundary is drawn by lot.
    if (name === 'form') for (const one of seen.arrived) clean(one);
    return seen;
  };
}
function clean(one) {
  one.headers['content-type'] = one.headers['content-type'].replace(/boundary=.*/, 'boundary=');
  delete one.headers['content-length'];
  delete one.bodyLength;
  delete one.bodyHash;
  delete one.body;
}

scenarios['fetch with headers of all kinds'] = async (context) => [
  await exchange(context, post({ headers: new Headers({ 'X-Lab': '1', 'content-type': 'application/json' }) })),
  await exchange(context, post({ headers: [['x-lab', '2']] })),
  await exchange(context, post({ headers: undefined, credentials: 'include', referrerPolicy: 'no-referrer' })),
];
scenarios['fetch of a Request'] = async (context) => {
  const request = new Request(context.url(), post());
  const promise = fetch(request);
  const used = request.bodyUsed;
  const response = await promise;
  return [used, request.bodyUsed, look(response), await response.text(), await attempt(() => fetch(request))];
};
scenarios['fetch of a Request with init'] = async (context) => {
  const request = new Request(context.url(), post());
  const response = await fetch(request, { headers: { 'x-lab': '7' }, body: post().body });
  return [request.bodyUsed, look(response), await response.text(), await context.arrived()];
};
scenarios['fetch of a cloned Request'] = async (context) => {
  const request = new Request(context.url(), post({ body: encode(post().body) }));
  const clone = request.clone();
  const first = await (await fetch(request)).text();
  const second = await (await fetch(clone)).text();
  return [first === second, await context.arrived()];
};
scenarios['fetch of a subclass of Request'] = async (context) => {
  class OwnRequest extends Request {}
  return await (await fetch(new OwnRequest(context.url(), post()))).text();
};
scenarios['fetch of a URL object'] = async (context) => look(await fetch(new URL(context.url()), post()));
scenarios['fetch with a lower-case method'] = async (context) =>
  look(await fetch(context.url(), post({ method: 'post' })));
scenarios['fetch of a relative address'] = async (context) => {
  const response = await fetch(`${new URL(context.url()).pathname}?lab=json`, post());
  return [look(response), await response.text()];
};
scenarios['fetch with a GET'] = async (context) => look(await fetch(context.url()));
scenarios['fetch with another method'] = async (context) => look(await fetch(context.url(), post({ method: 'PUT' })));
scenarios['fetch with keepalive'] = async (context) => {
  const response = await fetch(context.url(), post({ keepalive: true }));
  return [look(response), await response.text()];
};
scenarios['what is changed after the call does not leave'] = async (context) => {
  const bytes = encode(post().body);
  const headers = new Headers({ 'content-type': 'application/json' });
  const init = { method: 'POST', body: bytes, headers };
  const promise = fetch(context.url(), init);
  bytes.fill(120);
  headers.set('x-lab', 'late');
  init.method = 'PUT';
  init.body = 'late';
  await (await promise).text();
  return await context.arrived();
};

const refused = {
  'no argument': () => fetch(),
  'bad address': () => fetch('http://[', post()),
  'address with credentials': () => fetch('http://a:b@x.localhost/', post()),
  'bad method': (context) => fetch(context.url(), post({ method: 'A B' })),
  'forbidden method': (context) => fetch(context.url(), post({ method: 'TRACE' })),
  'GET with body': (context) => fetch(context.url(), { body: 'x' }),
  'bad header': (context) => fetch(context.url(), post({ headers: { 'a b': '1' } })),
  'bad mode': (context) => fetch(context.url(), post({ mode: 'nonsense' })),
  'bad signal': (context) => fetch(context.url(), post({ signal: {} })),
  'null init': (context) => fetch(context.url(), null).then((response) => response.status),
  'number as init': (context) => fetch(context.url(), 5),
  'wrong receiver': (context) => fetch.call({}, context.url(), post()),
  'window as receiver': (context) => fetch.call(window, context.url(), post()).then((response) => response.status),
  'a constructor': (context) => new fetch(context.url(), post()),
  'a stream without duplex': (context) => fetch(context.url(), post({ body: new Blob(['x']).stream() })),
  'a locked stream': (context) => {
    const body = new Blob(['x']).stream();
    body.getReader();
    return fetch(context.url(), post({ body, duplex: 'half' }));
  },
  'a throwing init': (context) =>
    fetch(context.url(), {
      get body() {
        throw new RangeError('of the page');
      },
    }),
};
for (const [name, run] of Object.entries(refused)) {
  scenarios[`fetch with ${name}`] = (context) => attempt(() => run(context));
}

scenarios['fetch with a stream'] = async (context) => {
  // HTTP/1.1 carries no streamed upload: both must fail alike, and read alike.
  const pulled = [];
  const body = new ReadableStream({
    pull(controller) {
      pulled.push(1);
      controller.enqueue(encode(post().body));
      controller.close();
    },
  });
  const seen = await attempt(async () => look(await fetch(context.url(), post({ body, duplex: 'half' }))));
  return [seen, body.locked, pulled.length];
};

scenarios['an answer of every status'] = async (context) => {
  const seen = [];
  for (const status of [200, 201, 300, 400, 404, 429, 500, 503]) {
    const response = await fetch(context.url('status', `&status=${status}`), post());
    seen.push([look(response), await response.text(), response.bodyUsed]);
  }
  return seen;
};
for (const lab of ['empty', 'html', 'broken', 'binary', 'redirect', 'reset', 'no-cors']) {
  scenarios[`an answer that is ${lab}`] = (context) =>
    attempt(async () => {
      const response = await fetch(context.url(lab), post());
      return [look(response), await response.text(), response.bodyUsed];
    });
}
for (const redirect of ['manual', 'error']) {
  scenarios[`a redirect under ${redirect}`] = (context) =>
    attempt(async () => {
      const response = await fetch(context.url('redirect'), post({ redirect }));
      return [look(response), await response.text()];
    });
}
scenarios['an opaque answer'] = async (context) => {
  const response = await fetch(context.url('no-cors'), { method: 'POST', mode: 'no-cors', body: post().body });
  return [look(response), response.body === null, await response.text(), response.bodyUsed];
};
scenarios['an answer that cannot be trusted'] = (context) =>
  attempt(async () => look(await fetch(context.url(), post({ integrity: 'sha256-AAAA' }))));

scenarios['aborted before'] = (context) => attempt(() => fetch(context.url(), post({ signal: AbortSignal.abort() })));
scenarios['aborted before, with a reason'] = (context) =>
  attempt(() => fetch(context.url(), post({ signal: AbortSignal.abort('enough') })));
scenarios['aborted at once'] = async (context) => {
  const control = new AbortController();
  const promise = fetch(context.url(), post({ signal: control.signal }));
  control.abort(new RangeError('enough'));
  return [await attempt(() => promise), control.signal.reason.message];
};
scenarios['aborted while waiting'] = async (context) => {
  const control = new AbortController();
  const promise = fetch(context.url('never'), post({ signal: control.signal }));
  context.isThere().then(() => control.abort());
  return [await attempt(() => promise), await context.wasCut()];
};
scenarios['timed out while waiting'] = (context) =>
  attempt(() => fetch(context.url('never'), post({ signal: AbortSignal.timeout(150) })));
scenarios['aborted by the signal of a Request'] = async (context) => {
  const control = new AbortController();
  const request = new Request(context.url('never'), post({ signal: control.signal }));
  context.isThere().then(() => control.abort());
  return [await attempt(() => fetch(request)), request.signal.aborted, await context.wasCut()];
};
