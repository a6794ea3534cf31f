// The same calls from frames that have no address of their own.
async function inFrame(context, prepare) {
  const frame = document.createElement('iframe');
  const loaded = nextEvent(frame, 'load');
  prepare(frame);
  document.body.append(frame);
  await loaded;
  const view = frame.contentWindow;
  const response = await view.fetch(context.url(), post());
  const text = await response.text();
  const xhr = new view.XMLHttpRequest();
  xhr.open('POST', context.url());
  xhr.send(post().body);
  const events = [];
  for (const type of ['loadstart', 'load', 'loadend']) xhr.addEventListener(type, () => events.push(type));
  await nextEvent(xhr, 'loadend');
  const seen = [response instanceof view.Response, text, events, xhr.responseText.length];
  const arrived = await context.arrived();
  frame.remove();
  return [seen, arrived];
}
scenarios['a frame at about:blank'] = (context) => inFrame(context, () => {});
scenarios['a frame from srcdoc'] = (context) =>
  inFrame(context, (frame) => Object.assign(frame, { srcdoc: '<p>x</p>' }));
scenarios['a frame from a blob'] = (context) =>
  inFrame(context, (frame) => {
    frame.src = URL.createObjectURL(new Blob(['<p>x</p>'], { type: 'text/html' }));
  });
scenarios['a frame removed while a call is under way'] = async (context) => {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const { fetch } = frame.contentWindow;
  const promise = fetch(context.url('never'), post());
  await context.isThere();
  frame.remove();
  const first = await Promise.race([attempt(() => promise), sleep(300).then(() => 'nothing')]);
  return [first, await context.wasCut()];
};
