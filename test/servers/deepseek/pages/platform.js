// The platform: balance, spending of the month and keys, asked with the token the browser remembers.

const root = document.getElementById('root');

function userToken() {
  try {
    return JSON.parse(localStorage.getItem('userToken') ?? 'null')?.value ?? '';
  } catch {
    return '';
  }
}

async function ask(path) {
  const token = userToken();
  const headers = { accept: 'application/json', 'x-client-platform': 'web', 'x-client-version': '1.0.0' };
  if (token !== '') headers.authorization = `Bearer ${token}`;
  const answer = await (await fetch(path, { headers })).json();
  if (answer.code !== 0) throw new Error(`${answer.code} ${answer.msg}`);
  return answer.data.biz_data;
}

function element(name, properties, children = []) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

async function openBalance() {
  const summary = await ask('/api/v0/users/get_user_summary');
  const figures = summary.normal_wallets.map(({ currency, balance }, index) => {
    const total = Number(balance) + Number(summary.bonus_wallets[index].balance);
    return element('p', {
      className: 'figure',
      id: `balance-${currency}`,
      textContent: `${currency} ${total.toFixed(2)}`,
    });
  });
  return [element('h1', { textContent: 'Balance' }), ...figures];
}

async function openUsage() {
  const now = new Date();
  const query = `month=${now.getUTCMonth() + 1}&year=${now.getUTCFullYear()}`;
  const [amounts, costs] = await Promise.all([
    ask(`/api/v0/usage/amount?${query}`),
    ask(`/api/v0/usage/cost?${query}`),
  ]);
  const rows = costs.flatMap(({ currency, total }) =>
    total.map(({ model, usage }) => {
      const sum = usage.reduce((all, { amount }) => all + Number(amount), 0);
      const calls = amounts.total.find((entry) => entry.model === model).usage.find(({ type }) => type === 'REQUEST');
      const cells = [model, calls.amount, `${currency} ${sum.toFixed(6)}`];
      return element(
        'tr',
        {},
        cells.map((text) => element('td', { textContent: text })),
      );
    }),
  );
  return [...(await openBalance()), element('table', { id: 'usage' }, rows)];
}

async function openKeys() {
  const { api_keys: keys } = await ask('/api/v0/users/get_api_keys');
  const rows = keys.map(({ name, sensitive_id: masked }) =>
    element('tr', {}, [element('td', { textContent: name }), element('td', { textContent: masked })]),
  );
  return [element('h1', { textContent: 'API keys' }), element('table', { id: 'keys' }, rows)];
}

const pages = { '/usage': openUsage, '/api_keys': openKeys, '/top_up': openBalance, '/transactions': openBalance };

async function open() {
  try {
    // Every page first asks who is signed in.
    await ask('/auth-api/v0/users/current');
    root.replaceChildren(...(await pages[location.pathname]()));
  } catch (error) {
    root.replaceChildren(
      element('p', { id: 'signed-out', className: 'soft', textContent: `Sign in: ${error.message}` }),
    );
  }
}

open();
