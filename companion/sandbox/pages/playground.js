// The playground: settings, two tabs. It shows no balance on purpose: most playgrounds do not.
import { startChat } from './chat.js';
import { startEnrich } from './enrich.js';

const byId = (id) => document.getElementById(id);

function readSettings() {
  const maxTokens = byId('max-tokens').value;
  return {
    key: byId('key').value,
    model: byId('model').value,
    maxTokens: maxTokens === '' ? null : Number(maxTokens),
    system: byId('system').value.trim(),
    transport: document.querySelector('input[name=transport]:checked').value,
    isStream: byId('stream').checked,
    includeUsage: byId('include-usage').checked,
  };
}

// /playground?key=…&model=…&max_tokens=… opens with these settings; a key that is not listed is added.
function readAddress() {
  const address = new URLSearchParams(location.search);
  const key = address.get('key');
  if (key !== null && ![...byId('key').options].some((option) => option.value === key)) {
    byId('key').add(new Option('from the address', key));
  }
  if (key !== null) byId('key').value = key;
  if (address.has('model')) byId('model').value = address.get('model');
  if (address.has('max_tokens')) byId('max-tokens').value = address.get('max_tokens');
}

function startTabs() {
  const tabs = [...document.querySelectorAll('[role=tab]')];
  const show = (chosen) => {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute('aria-selected', String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      byId(tab.getAttribute('aria-controls')).hidden = !isChosen;
    }
    for (const part of document.querySelectorAll('.chat-only')) part.hidden = chosen.id !== 'tab-chat';
    history.replaceState(null, '', chosen.id === 'tab-enrich' ? '#enrich' : location.pathname + location.search);
  };
  for (const tab of tabs) {
    tab.addEventListener('click', () => show(tab));
    tab.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      const other = tabs.find((candidate) => candidate !== tab);
      other.focus();
      show(other);
    });
  }
  const showAddressed = () => show(byId(location.hash === '#enrich' ? 'tab-enrich' : 'tab-chat'));
  addEventListener('hashchange', showAddressed);
  showAddressed();
}

function startUsageSwitch() {
  const update = () => {
    byId('include-usage').disabled = !byId('stream').checked;
  };
  byId('stream').addEventListener('change', update);
  update();
}

readAddress();
startTabs();
startUsageSwitch();
startChat(readSettings);
startEnrich(readSettings);
