// The chat: a conversation, a composer, one request at a time.
import { renderMarkdown } from './markdown.js';
import { sendRequest } from './transport.js';

/** Starts the chat; `settings()` is read anew for every message. */
export function startChat(settings) {
  const page = findElements();
  const empty = page.transcript.firstElementChild;
  let messages = [];
  let stop = null;

  const setBusy = (isBusy) => {
    page.send.disabled = isBusy;
    page.stop.disabled = !isBusy;
    page.clear.disabled = isBusy;
  };

  const submit = (text) => {
    if (stop !== null || text.trim() === '') return;
    empty.remove();
    page.composer.value = '';
    addTurn(page.transcript, 'user', text);
    const turn = addTurn(page.transcript, 'assistant', '');
    turn.start();
    const order = createOrder(settings(), [...messages, { role: 'user', content: text }]);
    const finish = (isKept) => {
      stop = null;
      setBusy(false);
      if (isKept)
        messages = [...messages, { role: 'user', content: text }, { role: 'assistant', content: turn.text() }];
    };
    setBusy(true);
    stop = sendRequest(order, {
      event: (event) => {
        if (event.error) turn.fail(null, event.error.message ?? String(event.error));
        turn.add(event.choices?.[0]?.delta?.content ?? '');
        turn.note(order.body.model, event.usage);
      },
      done: (answer) => {
        if (answer !== null) turn.add(answer.choices[0].message.content);
        if (answer !== null) turn.note(order.body.model, answer.usage);
        turn.end();
        finish(turn.text() !== '');
      },
      failed: ({ status, message }) => {
        turn.fail(status, message);
        finish(false);
      },
      stopped: () => {
        turn.end('Stopped');
        finish(turn.text() !== '');
      },
    });
  };

  page.form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit(page.composer.value);
  });
  page.composer.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit(page.composer.value);
  });
  page.stop.addEventListener('click', () => stop?.());
  page.clear.addEventListener('click', () => {
    messages = [];
    page.transcript.replaceChildren(empty);
    page.composer.focus();
  });
  empty.addEventListener('click', (event) => {
    if (event.target.matches('.suggestion')) submit(event.target.textContent);
  });
}

function findElements() {
  const byId = (id) => document.getElementById(id);
  return {
    transcript: byId('transcript'),
    form: byId('composer-form'),
    composer: byId('composer'),
    send: byId('send'),
    stop: byId('stop'),
    clear: byId('clear'),
  };
}

function createOrder({ key, model, maxTokens, system, transport, isStream, includeUsage }, messages) {
  const body = { model, messages: system === '' ? messages : [{ role: 'system', content: system }, ...messages] };
  if (maxTokens !== null) body.max_tokens = maxTokens;
  if (isStream) body.stream = true;
  if (isStream && includeUsage) body.stream_options = { include_usage: true };
  return { url: '/v1/chat/completions', body, key, transport, isStream };
}

// One bubble. `data-content` keeps the text as it was received, before Markdown.
function addTurn(transcript, role, text) {
  const turn = document.createElement('article');
  turn.className = `turn ${role}`;
  const body = document.createElement('div');
  body.className = 'turn-body';
  turn.append(body);
  transcript.append(turn);
  let content = text;
  let isPainting = false;
  const isNearEnd = () => transcript.scrollHeight - transcript.scrollTop - transcript.clientHeight < 80;
  const paint = () => {
    isPainting = false;
    const follows = isNearEnd();
    turn.dataset.content = content;
    if (role === 'user') body.textContent = content;
    else renderMarkdown(body, content);
    if (follows) transcript.scrollTop = transcript.scrollHeight;
  };
  const addLine = (className, line) => {
    const element = document.createElement('p');
    element.className = className;
    element.textContent = line;
    turn.append(element);
    transcript.scrollTop = transcript.scrollHeight;
    return element;
  };
  let usageLine = null;
  paint();
  transcript.scrollTop = transcript.scrollHeight;
  return {
    text: () => content,
    start: () => turn.classList.add('waiting'),
    add: (more) => {
      if (more === '') return;
      content += more;
      turn.classList.remove('waiting');
      if (isPainting) return;
      isPainting = true;
      requestAnimationFrame(paint);
    },
    note: (model, usage) => {
      if (!usage) return;
      usageLine ??= addLine('usage', '');
      usageLine.textContent = `${model} · ${usage.prompt_tokens} tokens in, ${usage.completion_tokens} out`;
    },
    end: (line) => {
      turn.classList.remove('waiting');
      paint();
      if (line) addLine('usage', line);
    },
    fail: (status, message) => {
      turn.classList.remove('waiting');
      paint();
      turn.append(createErrorBox(status, message));
      transcript.scrollTop = transcript.scrollHeight;
    },
  };
}

/** A red box with the provider's own words, as playgrounds print them. */
export function createErrorBox(status, message) {
  const box = document.createElement('div');
  box.className = 'error-box';
  box.setAttribute('role', 'alert');
  const title = document.createElement('strong');
  title.textContent = status === null ? 'Request failed' : `Request failed with status ${status}`;
  const text = document.createElement('p');
  text.textContent = message;
  box.append(title, text);
  return box;
}
