// Server-sent events of a POST, read as consoles of this family do: XMLHttpRequest, listeners added before `open`,
// every "progress" looks at what `responseText` has grown by.

/**
 * Opens a stream: `on.message(data)` for each event, `on.error(bodyText)` for an answer that is none, `on.end()`.
 * Returns a function that stops it.
 */
export function openStream(url, headers, payload, on) {
  const xhr = new XMLHttpRequest();
  let seen = 0;
  let rest = '';
  let isClosed = false;

  const close = () => {
    isClosed = true;
  };
  const readGrown = () => {
    if (isClosed) return;
    if (xhr.status < 200 || xhr.status >= 300) {
      close();
      return on.error(xhr.response);
    }
    const grown = xhr.responseText.substring(seen);
    seen += grown.length;
    const events = (rest + grown).split(/\r\n\r\n|\n\n|\r\r/);
    rest = events.pop();
    for (const event of events) take(event);
  };
  const take = (event) => {
    const data = event
      .split(/\r\n|\n|\r/)
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice(line[5] === ' ' ? 6 : 5));
    if (data.length > 0 && !isClosed) on.message(data.join('\n'));
  };

  xhr.addEventListener('progress', readGrown);
  xhr.addEventListener('load', () => {
    readGrown();
    if (rest !== '') take(rest);
    if (!isClosed) on.end();
    close();
  });
  xhr.addEventListener('error', () => {
    if (!isClosed) on.error('');
    close();
  });
  xhr.addEventListener('abort', close);
  xhr.open('POST', url);
  for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
  xhr.send(payload);
  return () => {
    close();
    xhr.abort();
  };
}
