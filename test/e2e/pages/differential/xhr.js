// XMLHttpRequest: events and their order, states, bodies, forms of answers, ends.
const EVENTS = ['readystatechange', 'loadstart', 'progress', 'load', 'loadend', 'error', 'abort', 'timeout'];

/** What of an answer can be seen at one moment. */
function glance(xhr) {
  const isText = xhr.responseType === '' || xhr.responseType === 'text';
  return [xhr.readyState, xhr.status, xhr.statusText, isText ? xhr.responseText.length > 0 : typeof xhr.response];
}

/** Opens, lets the scenario prepare, sends, waits for the end. Network pieces are not compared, their order is. */
async function request(context, { lab = 'json', body = post().body, prepare, after, open, until = 'loadend' } = {}) {
  const events = [];
  const xhr = new XMLHttpRequest();
  const ended = new Promise((resolve) => {
    const note = (how) => (event) => {
      const isNews = event.type !== 'progress' && !(event.type === 'readystatechange' && xhr.readyState === 3);
      const entry = `${how} ${event.type} ${event.isTrusted} ${JSON.stringify(glance(xhr))} ${event.target === xhr}`;
      if (isNews) events.push(event instanceof ProgressEvent ? `${entry} ${event.lengthComputable}` : entry);
      if (event.type === until && how === 'on') setTimeout(resolve, 20);
    };
    for (const type of EVENTS) {
      xhr.addEventListener(type, note('listener'));
      xhr.addEventListener(type, note('capture'), true);
      xhr[`on${type}`] = note('on');
    }
    setTimeout(resolve, until === 'never' ? 50 : 5000);
  });
  if (open) open(xhr);
  else xhr.open('POST', context.url(lab));
  xhr.setRequestHeader('content-type', 'application/json');
  xhr.setRequestHeader('authorization', 'Bearer sk-lab');
  prepare?.(xhr, events);
  const returned = xhr.send(body);
  events.push(`sent ${JSON.stringify(glance(xhr))}`);
  const more = await after?.(xhr, events);
  await ended;
  return { events, returned, more, ...result(xhr) };
}

/** The kind of error something is refused with; 'done' if it is not. */
function refusalOf(run) {
  try {
    run();
    return 'done';
  } catch (error) {
    return `${error.name} ${error instanceof DOMException}`;
  }
}

function result(xhr) {
  const headers = xhr.getAllResponseHeaders().replace(/date: .*\r\n/, '');
  const own = Object.getOwnPropertyNames(xhr);
  const form = xhr.responseType;
  const text = form === '' || form === 'text' ? xhr.responseText : null;
  const value = form === 'json' ? xhr.response : Object.prototype.toString.call(xhr.response);
  const path = xhr.responseURL && new URL(xhr.responseURL).pathname;
  const kept = [xhr.timeout, xhr.withCredentials, form, xhr.getResponseHeader('x-request-id')];
  return { glance: glance(xhr), headers, own, text, value, path, kept };
}

for (const lab of ['json', 'sse', 'html', 'broken', 'empty', 'redirect', 'reset', 'no-cors', 'sse-break', 'binary']) {
  scenarios[`xhr of ${lab}`] = (context) => request(context, { lab });
}
for (const form of ['text', 'json', 'arraybuffer', 'blob', 'document']) {
  scenarios[`xhr as ${form}`] = (context) =>
    request(context, {
      lab: form === 'document' ? 'xml' : 'json',
      prepare: (xhr) => Object.assign(xhr, { responseType: form }),
    });
}

const bodies = {
  nothing: () => undefined,
  null: () => null,
  'not json': () => 'hello {',
  number: () => 12,
  object: () => ({ toString: () => 'of the page' }),
  bytes: () => new TextEncoder().encode(post().body),
  'array buffer': () => new TextEncoder().encode(post().body).buffer,
  blob: () => new Blob([post().body], { type: 'application/json' }),
  params: () => new URLSearchParams({ a: 'ü' }),
  document: () => new DOMParser().parseFromString('<a>ü</a>', 'application/xml'),
};
for (const [name, make] of Object.entries(bodies)) {
  scenarios[`xhr with ${name}`] = async (context) => [
    await request(context, { body: make() }),
    await context.arrived(),
  ];
}
scenarios['xhr with a form'] = async (context) => {
  const body = new FormData();
  body.append('file', new Blob(['x'], { type: 'text/plain' }), 'x.txt');
  const xhr = new XMLHttpRequest();
  xhr.open('POST', context.url());
  xhr.send(body);
  body.append('late', '1');
  await nextEvent(xhr, 'loadend');
  const [{ bodyLength, headers }] = await context.arrived();
  return [bodyLength > 100 && bodyLength < 300, headers['content-type'].replace(/=.*/, '')];
};
scenarios['xhr: what is changed after send does not leave'] = async (context) => {
  const body = new TextEncoder().encode(post().body);
  await request(context, { body, after: () => void body.fill(120) });
  return await context.arrived();
};
scenarios['xhr with no headers of its own'] = async (context) => {
  const xhr = new XMLHttpRequest();
  xhr.open('POST', context.url());
  xhr.send(post().body);
  await nextEvent(xhr, 'load');
  return await context.arrived();
};

scenarios['xhr aborted at once'] = (context) => request(context, { after: (xhr) => xhr.abort() });
scenarios['xhr aborted before it is sent'] = async (context) => {
  const events = [];
  const xhr = new XMLHttpRequest();
  for (const type of EVENTS) xhr.addEventListener(type, () => events.push(type + xhr.readyState));
  xhr.open('POST', context.url());
  xhr.abort();
  const state = xhr.readyState;
  const refused = [await attempt(() => xhr.send('x')), xhr.readyState];
  xhr.abort();
  return [events, state, refused];
};
scenarios['xhr aborted while waiting'] = async (context) => [
  await request(context, { lab: 'never', after: (xhr) => void context.isThere().then(() => xhr.abort()) }),
  await context.wasCut(),
];
scenarios['xhr aborted while streaming'] = async (context) => [
  await request(context, {
    lab: 'sse-on',
    prepare: (xhr) => xhr.addEventListener('progress', () => setTimeout(() => xhr.abort(), 100), { once: true }),
  }),
  await context.wasCut(),
];
scenarios['xhr aborted when done'] = async (context) => {
  const seen = await request(context);
  const xhr = new XMLHttpRequest();
  const events = [];
  for (const type of EVENTS) xhr.addEventListener(type, () => events.push(type + xhr.readyState));
  xhr.open('POST', context.url());
  xhr.send(post().body);
  await nextEvent(xhr, 'loadend');
  xhr.abort();
  return [seen, events.filter((event) => !/progress|change3/.test(event)), xhr.readyState, xhr.status];
};
scenarios['xhr aborted in loadstart'] = (context) =>
  request(context, { prepare: (xhr) => xhr.addEventListener('loadstart', () => xhr.abort()) });
scenarios['xhr times out'] = (context) =>
  request(context, { lab: 'never', prepare: (xhr) => Object.assign(xhr, { timeout: 600 }) });
scenarios['xhr given a timeout after send'] = (context) =>
  request(context, { lab: 'never', after: (xhr) => Object.assign(xhr, { timeout: 600 }) });

scenarios['xhr opened anew while under way'] = async (context) => {
  const seen = await request(context, {
    lab: 'never',
    after: async (xhr) => {
      await context.isThere();
      xhr.open('POST', context.url('json'));
      const state = xhr.readyState;
      xhr.send(post().body);
      return state;
    },
  });
  return [seen, (await context.arrived()).length];
};
scenarios['xhr opened anew at once'] = (context) =>
  request(context, {
    lab: 'never',
    after: (xhr) => {
      xhr.open('POST', context.url('json'));
      const state = xhr.readyState;
      xhr.setRequestHeader('x-lab', '2');
      xhr.send(post().body);
      return state;
    },
  });
scenarios['xhr opened anew in load'] = async (context) => {
  const xhr = new XMLHttpRequest();
  const seen = [];
  await new Promise((resolve) => {
    let rounds = 0;
    xhr.onloadend = () => seen.push(`loadend ${xhr.readyState}`);
    xhr.onload = () => {
      seen.push(`load ${xhr.status} ${xhr.responseText.length}`);
      if (++rounds === 3) return setTimeout(resolve, 50);
      xhr.open('POST', context.url());
      xhr.send(post().body);
    };
    xhr.open('POST', context.url());
    xhr.send(post().body);
  });
  return [seen, (await context.arrived()).length];
};
scenarios['xhr: what must not be done after send'] = (context) =>
  request(context, {
    after: async (xhr) => [
      // By name: what the browsers say differs from moment to moment.
      refusalOf(() => xhr.send('again')),
      refusalOf(() => xhr.setRequestHeader('a', 'b')),
      refusalOf(() => Object.assign(xhr, { withCredentials: true })),
      await attempt(() => Object.assign(xhr, { responseType: 'json' }) && true),
      await attempt(() => xhr.overrideMimeType('text/plain')),
      xhr.responseType,
    ],
  });
scenarios['xhr with bad arguments'] = async (context) => {
  const xhr = new XMLHttpRequest();
  return [
    await attempt(() => xhr.send('x')),
    await attempt(() => xhr.open()),
    await attempt(() => xhr.open('A B', context.url())),
    await attempt(() => xhr.open('POST', 'http://[')),
    await attempt(() => xhr.open('TRACE', context.url())),
    await attempt(() => xhr.setRequestHeader('a', 'b')),
    await attempt(() => XMLHttpRequest()),
    await attempt(() => xhr.open.call({}, 'POST', context.url())),
    await attempt(() => XMLHttpRequest.prototype.readyState),
    xhr.readyState,
  ];
};
scenarios['xhr with upload listeners'] = (context) =>
  request(context, {
    prepare: (xhr, events) => {
      for (const type of EVENTS) {
        xhr.upload.addEventListener(type, (event) => {
          if (type !== 'progress') events.push(`upload ${type} ${event.isTrusted}`);
        });
      }
    },
    // The upload begins when the call is let go, so only its own order is compared.
    after: () => sleep(0),
  }).then((seen) => [seen.events.filter((event) => event.startsWith('upload')), seen.text]);
scenarios['xhr with credentials and a forced type'] = (context) =>
  request(context, {
    lab: 'xml',
    prepare: (xhr) => {
      xhr.withCredentials = true;
      xhr.overrideMimeType('text/plain; charset=iso-8859-1');
    },
  });
scenarios['xhr listeners of all kinds'] = async (context) => {
  const seen = [];
  class OwnRequest extends XMLHttpRequest {
    get isOwn() {
      return true;
    }
  }
  const xhr = new OwnRequest();
  xhr.addEventListener('load', { handleEvent: (event) => seen.push(`object ${event.currentTarget === xhr}`) });
  xhr.addEventListener('load', () => seen.push('once'), { once: true });
  xhr.addEventListener('load', (event) => event.stopImmediatePropagation());
  xhr.addEventListener('load', () => seen.push('never'));
  xhr.addEventListener('loadend', function () {
    seen.push(`this ${this === xhr}`);
  });
  xhr.open('POST', context.url());
  xhr.send(post().body);
  await new Promise((resolve) => xhr.addEventListener('loadend', () => setTimeout(resolve, 10)));
  return [seen, xhr.isOwn, xhr instanceof XMLHttpRequest, xhr.constructor.name, String(xhr)];
};
scenarios['xhr streaming as sse.js reads it'] = async (context) => {
  const xhr = new XMLHttpRequest();
  let progress = 0;
  let text = '';
  const onProgress = () => {
    text += xhr.responseText.substring(progress);
    progress = xhr.responseText.length;
  };
  xhr.addEventListener('progress', onProgress);
  await new Promise((resolve) => {
    xhr.addEventListener('load', () => {
      onProgress();
      resolve();
    });
    xhr.open('POST', context.url('sse'));
    xhr.send(post().body);
  });
  return text;
};
/**
 * An error answer is withheld until it is whole. Until then it looks like one that has not come; never like a half of
 * one. What a state shows, not when it comes, is compared.
 */
for (const form of ['', 'text', 'json', 'blob', 'document']) {
  scenarios[`xhr as ${form || 'nothing'} that is refused`] = async (context) => {
    const xhr = new XMLHttpRequest();
    const odd = [];
    const check = () => {
      // Not the address: Chromium itself shows it a moment before the state changes.
      const { readyState, status, statusText } = xhr;
      const shown = [status, statusText, xhr.getAllResponseHeaders(), xhr.getResponseHeader('content-type')];
      if (form === '' || form === 'text') shown.push(xhr.responseText);
      if (form === '' || form === 'document') shown.push(xhr.responseXML);
      const isEmpty = shown.every((one) => !one);
      if (isEmpty !== readyState < 2) odd.push([readyState, shown]);
    };
    const ended = new Promise((resolve) => xhr.addEventListener('loadend', resolve));
    for (const type of EVENTS) xhr.addEventListener(type, check);
    xhr.open('POST', context.url('refused'));
    xhr.responseType = form;
    xhr.send(post().body);
    const timer = setInterval(check, 1);
    await ended;
    clearInterval(timer);
    const refused = [refusalOf(() => xhr.responseText), refusalOf(() => xhr.responseXML)];
    return [odd, refused, refusalOf(() => xhr.getResponseHeader()), result(xhr)];
  };
}
for (const lab of ['json', 'html', 'reset']) {
  scenarios[`xhr that blocks, ${lab}`] = (context) =>
    request(context, {
      lab,
      open: (xhr) => xhr.open('POST', context.url(lab), false),
      until: 'never',
      prepare: (xhr, events) => void events.push(xhr.readyState),
    }).catch(told);
}
scenarios['xhr with a GET'] = async (context) => {
  const xhr = new XMLHttpRequest();
  xhr.open('GET', context.url());
  xhr.send();
  await nextEvent(xhr, 'load');
  return result(xhr);
};
