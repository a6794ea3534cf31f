// The playground: a conversation with a model of a group, streamed. The composer grows with what is typed.

import { ask, authHeaders, setup } from './api.js';
import { element } from './dom.js';
import { openStream } from './sse.js';
import { say } from './words.js';

/** Builds the page. */
export async function openPlayground(root) {
  const [{ data: models }, { data: groups }] = await Promise.all([
    ask('GET', '/api/user/models'),
    ask('GET', '/api/user/self/groups'),
  ]);
  const transcript = element('section', { className: 'panel', id: 'transcript', role: 'log' });
  const model = selectOf('model', models, models[0]);
  const group = selectOf('group', Object.keys(groups), 'default');
  const parts = composerParts();
  const limit = limitParts();
  const isNewest = setup.auth === 'bearer';
  const form = element('form', { className: 'composer semi-chat-inputBox' }, [
    element('div', { className: 'semi-chat-inputBox-container' }, [parts.wrapper]),
    element('div', { className: 'row' }, [
      ...(isNewest ? [model.node, group.node, ...limit.nodes] : []),
      element('span', { className: 'space' }),
      parts.stop,
      parts.send,
    ]),
  ]);
  const chat = element('div', { className: 'chat' }, [transcript, form]);
  document.body.classList.add('is-workspace');
  root.replaceChildren(
    element('h1', { textContent: say('playground') }),
    element('div', { className: 'workspace' }, isNewest ? [chat] : [settingsPanel({ group, model, limit }), chat]),
  );
  const talk = openTalk(transcript, { ...parts, model, group, limit });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    talk.send(parts.composer.value.trim());
  });
  parts.stop.addEventListener('click', talk.stop);
}

// The group is chosen before the model. In 2026 each has a part of its own under its label; before, all stood in a row.
function settingsPanel({ group, model, limit }) {
  const title = (key) => element('strong', { textContent: say(key) });
  const isInRow = setup.wording === 'chat-en';
  const parts = isInRow
    ? [title('group'), group.node, title('model'), model.node, ...limit.nodes]
    : [
        element('div', {}, [element('div', {}, [title('group')]), group.node]),
        element('div', {}, [element('div', {}, [title('model')]), model.node]),
        element('div', { className: 'row' }, limit.nodes),
      ];
  return element('aside', { className: 'panel settings' }, parts);
}

function openTalk(transcript, { composer, send, stop, model, group, limit }) {
  const messages = [];
  let stopStream = null;
  const setRunning = (isRunning) => {
    send.disabled = isRunning;
    stop.hidden = !isRunning;
  };
  const finish = (line, text) => {
    if (text !== '') messages.push({ role: 'assistant', content: text });
    stopStream = null;
    line.dataset.state = 'complete';
    setRunning(false);
  };
  return {
    stop() {
      stopStream?.();
      stopStream = null;
      setRunning(false);
    },
    send(text) {
      if (text === '' || stopStream !== null) return;
      messages.push({ role: 'user', content: text });
      transcript.append(element('p', { className: 'message user', textContent: text }));
      composer.value = '';
      composer.dispatchEvent(new Event('input'));
      const line = element('p', { className: 'message assistant' });
      line.dataset.state = 'loading';
      transcript.append(line);
      setRunning(true);
      const payload = {
        model: model.value(),
        group: group.value(),
        messages,
        stream: true,
        temperature: 0.7,
        top_p: 1,
        ...limit.value(),
      };
      const headers = { 'Content-Type': 'application/json', ...authHeaders() };
      let written = '';
      stopStream = openStream('/pg/chat/completions', headers, JSON.stringify(payload), {
        message(data) {
          if (data === '[DONE]') return finish(line, written);
          const event = JSON.parse(data);
          if (event.error) return fail(line, data, finish);
          written += event.choices?.[0]?.delta?.content ?? '';
          line.textContent = written;
        },
        error: (body) => fail(line, body, finish),
        end: () => finish(line, written),
      });
    },
  };
}

// The older console prints the body as it came, the newest its message.
function fail(line, body, finish) {
  line.classList.add('wrong');
  line.textContent = setup.auth === 'bearer' ? (messageOf(body) ?? say('wrong')) : body || say('wrong');
  finish(line, '');
  line.dataset.state = 'error';
}

function messageOf(body) {
  try {
    return JSON.parse(body).error.message;
  } catch {
    return null;
  }
}

function composerParts() {
  const composer = element('textarea', {
    id: 'composer',
    name: 'message',
    rows: 1,
    placeholder: say('ask'),
    className: 'semi-input-textarea',
  });
  composer.dataset.slot = 'input-group-control';
  composer.setAttribute('aria-label', say('ask'));
  const grow = () => {
    composer.style.height = 'auto';
    composer.style.height = `${composer.scrollHeight}px`;
  };
  composer.addEventListener('input', grow);
  composer.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    composer.form.requestSubmit();
  });
  return {
    composer,
    wrapper: element('div', { className: 'semi-chat-inputBox-textarea semi-input-textarea-wrapper' }, [composer]),
    send: element('button', { type: 'submit', id: 'send', className: 'main', textContent: say('send') }),
    stop: element('button', { type: 'button', id: 'stop', textContent: say('stop'), hidden: true }),
  };
}

// Off by default, as in the real console: then the body has no max_tokens. An emptied field means 0.
function limitParts() {
  const isOn = element('input', { type: 'checkbox', id: 'max-tokens-on' });
  const field = element('input', {
    type: 'number',
    id: 'max-tokens',
    name: 'max_tokens',
    min: 0,
    value: 4096,
    disabled: true,
  });
  field.setAttribute('aria-label', say('maxTokens'));
  isOn.addEventListener('change', () => {
    field.disabled = !isOn.checked;
  });
  const label = element('label', { className: 'soft' }, [isOn, document.createTextNode(` ${say('maxTokens')}`)]);
  return {
    nodes: [label, field],
    value: () => (isOn.checked ? { max_tokens: Math.trunc(Number(field.value || 0)) } : {}),
  };
}

// A list that is no <select>: component libraries draw their own.
function selectOf(name, options, chosen) {
  const shown = element('span', { className: 'semi-select-selection-text', textContent: chosen });
  const list = element('ul', { role: 'listbox', hidden: true });
  const node = element('div', { id: name, className: 'semi-select', tabIndex: 0, role: 'combobox' }, [
    element('span', { className: 'soft', textContent: `${say(name)} ` }),
    shown,
    list,
  ]);
  node.setAttribute('aria-label', say(name));
  node.setAttribute('aria-expanded', 'false');
  const toggle = (isOpen) => {
    list.hidden = !isOpen;
    node.setAttribute('aria-expanded', String(isOpen));
  };
  for (const option of options) {
    const item = element('li', { role: 'option', textContent: option });
    item.addEventListener('click', (event) => {
      event.stopPropagation();
      shown.textContent = option;
      toggle(false);
    });
    list.append(item);
  }
  node.addEventListener('click', () => toggle(list.hidden));
  node.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === 'Escape') toggle(event.key === 'Enter' && list.hidden);
  });
  return { node, value: () => shown.textContent };
}
