// How an answer is read: whole, in pieces, twice, not to the end.
const decode = (bytes) => new TextDecoder().decode(bytes);

async function readAll(reader) {
  let text = '';
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return [text + decoder.decode(), value];
    text += decoder.decode(value, { stream: true });
  }
}

const wholes = {
  text: (response) => response.text(),
  json: (response) => response.json(),
  arrayBuffer: async (response) => decode(await response.arrayBuffer()),
  bytes: async (response) => decode(await response.bytes()),
  blob: async (response) => {
    const blob = await response.blob();
    return [blob.type, blob.size, await blob.text()];
  },
  formData: (response) => response.formData(),
};
for (const [name, read] of Object.entries(wholes)) {
  for (const lab of ['json', 'sse', 'broken', 'empty', 'sse-break', 'binary']) {
    scenarios[`${name}() of ${lab}`] = async (context) => {
      const response = await fetch(context.url(lab), post());
      const promise = attempt(() => read(response));
      const used = response.bodyUsed;
      return [used, await promise, response.bodyUsed, await attempt(() => response.text())];
    };
  }
}

/** Each way gets a response and gives what it saw; the server's view of the connection is added where it is asked for. */
function way(name, run, lab = 'sse', asksCut = false) {
  scenarios[name] = async (context) => {
    const response = await fetch(context.url(lab), post());
    // Right after the head Chromium itself does not always close the connection.
    if (asksCut) await sleep(200);
    const seen = await attempt(() => run(response, context));
    return [seen, response.bodyUsed, response.body?.locked, asksCut && (await context.wasCut())];
  };
}

way('a reader', (response) => readAll(response.body.getReader()));
way('a byte reader', async (response) => {
  const reader = response.body.getReader({ mode: 'byob' });
  let text = '';
  for (;;) {
    const { done, value } = await reader.read(new Uint8Array(7));
    if (done) return [text, value?.byteLength];
    text += String.fromCharCode(...value);
  }
});
way('a byte reader without a view', async (response) => {
  const reader = response.body.getReader({ mode: 'byob' });
  return [await attempt(() => reader.read()), (await reader.read(new Uint8Array(4))).value.length];
});
way('reads asked for ahead', async (response) => {
  const reader = response.body.getReader();
  const order = [];
  const reads = [1, 2, 3].map((index) => reader.read().then(() => order.push(index)));
  await Promise.all(reads);
  return order;
});
// Turns of the queue until a reader of a whole body hears of the end. In Firefox one more with the tap: there nothing
// tells it beforehand that the end was reached without the page hearing of that (docs/findings/pages-of-others.md).
if (!('mozInnerScreenX' in window)) {
  way(
    'how soon a reader hears of the end',
    async (response) => {
      await sleep(300);
      const reader = response.body.getReader();
      for (;;) {
        let turns = 0;
        let isWaiting = true;
        const count = async () => {
          for (; isWaiting && turns < 50; turns++) await null;
        };
        count();
        const { done } = await reader.read();
        isWaiting = false;
        if (done) return turns;
      }
    },
    'json',
  );
}
way('for await', async (response) => {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body) text += decoder.decode(chunk, { stream: true });
  return text;
});
way('the same body twice', (response) => [
  Object.is(response.body, response.body),
  response.body instanceof ReadableStream,
]);
way('two readers', (response) => {
  response.body.getReader();
  return response.body.getReader();
});
way('text of a locked body', (response) => {
  response.body.getReader();
  return response.text();
});
way('a lock given back', async (response) => {
  const first = response.body.getReader();
  const one = await first.read();
  first.releaseLock();
  const [rest] = await readAll(response.body.getReader());
  return [decode(one.value) + rest, await attempt(() => first.read())];
});
way(
  'a lock given back while reading',
  async (response) => {
    const reader = response.body.getReader();
    for (let index = 0; index < 3; index++) await reader.read();
    const pending = attempt(() => reader.read());
    reader.releaseLock();
    return [await pending, await attempt(() => reader.closed)];
  },
  'sse-on',
);
way('tee', async (response) => {
  const [left, right] = response.body.tee();
  const all = await Promise.all([readAll(left.getReader()), readAll(right.getReader())]);
  return [all[0], all[1][0] === all[0][0]];
});
way('clone', async (response) => {
  const copy = response.clone();
  return [await copy.text(), await response.text(), copy.bodyUsed, look(copy).own];
});
way(
  'clone of a clone, one unread',
  async (response) => {
    const copy = response.clone().clone();
    return [await copy.json(), response.bodyUsed];
  },
  'json',
);
way('clone after reading', async (response) => {
  await response.text();
  return response.clone();
});
way('pipeTo', async (response) => {
  const parts = [];
  const done = await response.body.pipeTo(new WritableStream({ write: (chunk) => void parts.push(decode(chunk)) }));
  return [parts.join(''), done];
});
way('pipeTo nowhere', (response) => response.body.pipeTo({}));
way('pipeTo something locked', (response) => {
  const target = new WritableStream();
  target.getWriter();
  return response.body.pipeTo(target);
});
way('pipeThrough', async (response) => {
  const stream = response.body.pipeThrough(new TextDecoderStream());
  let text = '';
  for await (const part of stream) text += part;
  return [text, Object.prototype.toString.call(stream)];
});
way('pipeThrough nothing', (response) => response.body.pipeThrough({}));
way('a new Response of the body', (response) => new Response(response.body).text());
way('an answer that breaks off, by reader', (response) => readAll(response.body.getReader()), 'sse-break');
way(
  'an answer that breaks off, piped',
  async (response) => {
    let text = '';
    const seen = await attempt(async () => {
      for await (const part of response.body.pipeThrough(new TextDecoderStream())) text += part;
    });
    return [text, seen];
  },
  'sse-break',
);

// A Stop button must reach the server.
way(
  'reader.cancel()',
  async (response) => {
    const reader = response.body.getReader();
    await reader.read();
    return [await reader.cancel('enough'), await reader.read(), await reader.closed];
  },
  'sse-on',
  true,
);
way('reader.cancel() before reading', (response) => response.body.getReader().cancel(), 'sse-on', true);
way('body.cancel()', (response) => response.body.cancel(), 'sse-on', true);
way(
  'cancel of a locked body',
  async (response) => {
    const reader = response.body.getReader();
    const seen = await attempt(() => response.body.cancel());
    await reader.cancel();
    return seen;
  },
  'sse-on',
  true,
);
way(
  'leaving for await',
  async (response) => {
    for await (const chunk of response.body) return chunk.length > 0;
  },
  'sse-on',
  true,
);
way(
  'throwing in for await',
  async (response) => {
    for await (const chunk of response.body) throw new RangeError(`of the page ${chunk.length > 0}`);
  },
  'sse-on',
  true,
);
way(
  'leaving for await, stream kept',
  async (response) => {
    for await (const chunk of response.body.values({ preventCancel: true })) if (chunk) break;
    const reader = response.body.getReader();
    const { done } = await reader.read();
    await reader.cancel();
    return done;
  },
  'sse-on',
  true,
);
way(
  'a pipe that is aborted',
  async (response) => {
    const control = new AbortController();
    setTimeout(() => control.abort('enough'), 150);
    return await response.body.pipeTo(new WritableStream(), { signal: control.signal });
  },
  'sse-on',
  true,
);
way(
  'a pipe that is aborted, stream kept',
  async (response) => {
    const control = new AbortController();
    setTimeout(() => control.abort('enough'), 150);
    const seen = await attempt(() =>
      response.body.pipeTo(new WritableStream(), { signal: control.signal, preventCancel: true }),
    );
    return [seen, response.body.locked, await response.body.cancel()];
  },
  'sse-on',
  true,
);
way(
  'a pipe whose end fails',
  (response) =>
    response.body.pipeTo(
      new WritableStream({
        write() {
          throw new RangeError('of the page');
        },
      }),
    ),
  'sse-on',
  true,
);
way(
  'a pipe whose other end is cancelled',
  async (response) => {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    await reader.read();
    return await reader.cancel('enough');
  },
  'sse-on',
  true,
);
way(
  'a tee of which both are cancelled',
  async (response) => {
    const [left, right] = response.body.tee();
    return await Promise.all([left.cancel('a'), right.cancel('b')]);
  },
  'sse-on',
  true,
);
way(
  'a clone of which both are cancelled',
  async (response) => {
    const copy = response.clone();
    return await Promise.all([response.body.cancel(), copy.body.cancel()]);
  },
  'sse-on',
  true,
);

for (const [name, read] of Object.entries({
  'while reading': (response) => readAll(response.body.getReader()),
  'while text() runs': (response) => response.text(),
  'while nobody reads': () => sleep(200),
})) {
  scenarios[`aborted ${name}`] = async (context) => {
    const control = new AbortController();
    const response = await fetch(context.url('sse-on'), post({ signal: control.signal }));
    setTimeout(() => control.abort(), 150);
    return [await attempt(() => read(response)), await context.wasCut(), await attempt(() => response.text())];
  };
}
