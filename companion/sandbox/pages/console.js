// The console: reads everything from JSON, as real consoles do, and again whenever the tab is looked at.
const byId = (id) => document.getElementById(id);

async function read(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error((await response.json()).error.message);
}

async function refresh() {
  const [account, keys, transactions, scenario] = await Promise.all([
    read('/console/api/account'),
    read('/console/api/keys'),
    read('/console/api/transactions'),
    read('/console/api/scenario'),
  ]);
  showAccount(account);
  byId('keys').tBodies[0].replaceChildren(...keys.keys.map(createKeyRow));
  showTransactions(transactions.transactions);
  showScenario(scenario);
}

async function run(work) {
  try {
    await work();
    byId('problem').replaceChildren();
  } catch (error) {
    const box = document.createElement('p');
    box.className = 'error-box';
    box.textContent = error.message;
    byId('problem').replaceChildren(box);
  }
}

function change(path, body) {
  return run(async () => {
    await post(path, body);
    await refresh();
  });
}

function showAccount({ account, balances }) {
  byId('account').textContent = `${account.name} · ${account.id}`;
  const focused = document.activeElement?.id;
  byId('balances').replaceChildren(...balances.map(createBalance));
  if (focused) byId(focused)?.focus();
}

const units = {
  USD: { name: 'Balance', write: writeDollars, topUp: { id: 'top-up-5', label: 'Add $5', amount: '5' } },
  credits: {
    name: 'Credits',
    write: (text) => group(text),
    topUp: { id: 'top-up-credits', label: 'Add 100 credits', amount: '100' },
  },
};

function createBalance(balance) {
  const { name, write, topUp } = units[balance.unit];
  const card = document.createElement('article');
  card.className = 'sheet balance';
  card.dataset.unit = balance.unit;
  const title = add(card, 'h2', name);
  title.className = 'balance-name';
  const available = add(card, 'p', shorten(write(balance.available)));
  available.title = write(balance.available);
  available.className = 'balance-available';
  available.dataset.part = 'available';
  add(card, 'p', 'available').className = 'balance-label';
  const parts = add(card, 'dl', '');
  for (const part of ['total', 'frozen', 'held']) {
    const row = add(parts, 'div', '');
    if (Number(balance[part]) === 0) row.className = 'zero';
    add(row, 'dt', { total: 'Total', frozen: 'Frozen', held: 'Set aside for running calls' }[part]);
    add(row, 'dd', write(balance[part])).dataset.part = part;
  }
  const button = add(card, 'button', topUp.label);
  button.id = topUp.id;
  button.className = 'primary';
  button.type = 'button';
  button.addEventListener('click', () => change('/console/api/top-up', { unit: balance.unit, amount: topUp.amount }));
  return card;
}

function createKeyRow(key) {
  const row = document.createElement('tr');
  row.dataset.key = key.name;
  add(row, 'td', key.name).className = 'strong';
  add(row, 'td', `${key.key.slice(0, 14)}…${key.key.slice(-4)}`).className = 'mono';
  const billing = add(row, 'td', '');
  add(billing, 'span', key.billing.replace('-', ' ')).className = 'tag';
  add(row, 'td', writeDollars(key.used)).className = 'number';
  add(row, 'td', key.limit === null ? 'none' : writeDollars(key.limit)).className = 'number';
  return row;
}

function showTransactions(transactions) {
  byId('no-transactions').hidden = transactions.length > 0;
  byId('transactions-frame').hidden = transactions.length === 0;
  byId('transactions').tBodies[0].replaceChildren(...transactions.slice(0, 200).map(createTransactionRow));
}

function createTransactionRow(entry) {
  const row = document.createElement('tr');
  row.dataset.transaction = entry.id;
  const time = new Date(entry.at);
  add(row, 'td', time.toLocaleTimeString()).title = time.toLocaleString();
  add(row, 'td', { chat: entry.model, enrich: 'enrich', 'top-up': 'Top-up', adjustment: 'Adjustment' }[entry.kind]);
  const isCredits = entry.unit === 'credits';
  const amount = add(row, 'td', isCredits ? `${group(entry.amount)} credits` : writeDollars(entry.amount));
  amount.className = entry.amount.startsWith('-') ? 'number' : 'number gain';
  const input = entry.records === null ? entry.prompt_tokens : `${entry.records} records`;
  add(row, 'td', input ?? '–').className = 'number';
  add(row, 'td', entry.completion_tokens ?? '–').className = 'number';
  add(row, 'td', entry.request_id ?? '–').className = 'mono';
  return row;
}

function showScenario({ scenario, refusal_shape: shape, scenarios, refusal_shapes: shapes }) {
  fillSelect(byId('scenario'), scenarios, scenario);
  fillSelect(byId('refusal-shape'), shapes, shape);
}

function fillSelect(select, values, chosen) {
  if (select.options.length !== values.length) select.replaceChildren(...values.map((value) => new Option(value)));
  select.value = chosen;
}

function add(parent, name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  parent.append(element);
  return element;
}

// Works on the digits: a number would lose the nano-dollars.
function writeDollars(text) {
  const isNegative = text.startsWith('-');
  const [whole, decimals = ''] = text.replace('-', '').split('.');
  const kept = decimals.replace(/0+$/, '').padEnd(2, '0');
  return `${isNegative ? '−' : ''}$${group(whole)}.${kept}`;
}

// Headlines of whole dollars end at the cent, rounded down: nobody should see a cent they do not have.
function shorten(text) {
  return /^\$[1-9]/.test(text) ? text.replace(/(\.\d\d)\d+$/, '$1') : text;
}

function group(text) {
  return text.replace('-', '−').replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

byId('scenario').addEventListener('change', (event) =>
  change('/console/api/scenario', { scenario: event.target.value }),
);
byId('refusal-shape').addEventListener('change', (event) =>
  change('/console/api/scenario', { refusal_shape: event.target.value }),
);
byId('reset').addEventListener('click', () => change('/console/api/reset', {}));
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') run(refresh);
});
run(refresh);
