import { describe, expect, it, vi } from 'vitest';
import { readAlerts } from '../../../companion/alerts/alert-store.ts';
import type { Notice } from '../../../companion/channels/channel.ts';
import type { DeliveryRow } from '../../../companion/channels/delivery.ts';
import { alertsCommand } from '../../../companion/commands/alerts.ts';
import type { Command } from '../../../companion/commands/command.ts';
import { ownersCommand } from '../../../companion/commands/owners.ts';
import { openWatchTables } from '../../../companion/ledger/watch-tables.ts';
import { type Running, runCompanion, send } from '../running-companion.ts';

interface Home extends Running {
  /** What was handed to channels, in the order of their names. */
  readonly told: () => Promise<readonly { readonly notice: Notice; readonly channel: string }[]>;
  /** What an account has, as a reading of now. */
  readonly read: (dollars: bigint) => Promise<void>;
  readonly run: (command: Command, line: string, values?: object) => Promise<string>;
}

const MAIL = 'someone@private.example';

/** A companion with an account of an e-mail's name, and a named one; commands ask it. */
async function openHome(): Promise<Home> {
  const running = await runCompanion();
  // Nobody listens there: what is handed over waits for its next attempt.
  const settings = { url: 'http://127.0.0.1:9/', secret: `whsec_${'A'.repeat(44)}` };
  const body = { kind: 'webhook', name: 'mail', settings };
  expect((await running.ask('POST', '/api/v1/channels', { body })).status).toBe(200);
  const told: Home['told'] = () =>
    running.companion.store.transactBelow(async ({ tx, ledger }) => {
      const rows = (await openWatchTables(tx, ledger).deliveries.toArray()) as readonly DeliveryRow[];
      return rows.map(({ value }) => value).sort((one, other) => (one.channel < other.channel ? -1 : 1));
    });
  vi.stubEnv('TOLLKEEPER_HOME', running.folder);
  vi.stubEnv('NO_COLOR', '1');
  const read: Home['read'] = (dollars) =>
    running.companion.store.transact(async ({ accounts, readings }) => {
      for (const id of ['deepseek:team', `openai:${MAIL}`]) {
        const provider = id.split(':')[0] ?? '';
        const rest = {
          name: null,
          consoleOrigin: 'https://x.example',
          seenAt: Date.now(),
          ownLimits: {},
          falseAsks: 0,
        };
        await accounts.put({ id, provider, ...rest });
        const availableNano = dollars * 1_000_000_000n;
        const reading = { unit: 'USD', availableNano, frozenNano: null, at: Date.now(), source: 'api' } as const;
        await readings.put({ account: id, unit: 'USD', reading, spentSinceNano: 0n });
      }
    });
  await running.ask('POST', '/api/v1/accounts', {
    body: { provider: 'deepseek', name: 'team', key: 'sk-0123456789abcdef' },
  });
  const run: Home['run'] = async (command, line, values = {}) => {
    const lines: string[] = [];
    await command.run({
      ...{ values: values as Record<string, string>, operands: line === '' ? [] : line.split(' ') },
      ...{ input: process.stdin, stopped: new AbortController().signal },
      print: (text) => void lines.push(text),
      complain: (text) => void lines.push(text),
    });
    return lines.join('\n');
  };
  return { ...running, told, read, run };
}

describe('tollkeeper alerts', () => {
  it('shows what is wrong and what to do, lets it be acknowledged and snoozed, and says who was told', async () => {
    const { run, read, told } = await openHome();
    expect(await run(alertsCommand, '')).toBe('Nothing is wrong.');
    await read(0n);
    const shown = await run(alertsCommand, '');
    expect(shown).toContain('urgent  Account DeepSeek · team is empty: $0.00.');
    expect(shown).toContain('Recharge it, then have it read again');
    expect(shown).toMatch(/https:\/\/platform\.deepseek\.com\S+/);
    expect((await told()).map(({ notice, channel }) => [notice.kind, channel])).toEqual([
      ['raised', 'mail'],
      ['raised', 'mail'],
    ]);
    // Below it stands what commands take.
    expect(shown).toMatch(/a[0-9a-f]{11}: deepseek:team, for less than a minute/);
    const [id = ''] = /\ba[0-9a-f]{11}\b/.exec(shown) ?? [];
    expect(await run(alertsCommand, `ack ${id}`, { by: 'ann' })).toMatch(/acknowledged\s+by\s+ann/);
    expect(await run(alertsCommand, `snooze ${id}`, { for: '2h' })).toMatch(/quiet\s+for\s+2\s+h/);
    const history = await run(alertsCommand, 'history');
    expect(history).toMatch(/everyone: told\n.*ann: ack, in less than a minute/);
    for (const line of [...shown.split('\n'), ...history.split('\n')]) expect(line.length).toBeLessThanOrEqual(80);
    const { alerts } = JSON.parse(await run(alertsCommand, 'history', { json: true }));
    expect(alerts.find((one: { id: string }) => one.id === id)).toMatchObject({
      ...{ acknowledged: { by: 'ann' }, toAcknowledgeMs: expect.any(Number), told: [{ contact: 'everyone' }] },
    });
  });

  it('says of the oldest notice what became of it, however many went out since, and of a digest of several', async () => {
    const { run, read, companion } = await openHome();
    await read(0n);
    await run(alertsCommand, '');
    const history = async () => JSON.parse(await run(alertsCommand, 'history', { json: true })).alerts;
    const [{ id, told: before }] = await history();
    const state = expect.stringMatching(/waiting|sending/);
    expect(before[0].ways).toEqual([{ channel: 'mail', state }]);
    await companion.store.transactBelow(async ({ tx, ledger }) => {
      const { deliveries, alerts } = openWatchTables(tx, ledger);
      const [row] = (await deliveries.where('subject').equals(id).toArray()) as readonly DeliveryRow[];
      const alert = await alerts.get(id);
      if (row === undefined || alert === undefined) throw new Error('Nothing was handed over.');
      const copy = (notice: string, subject: string): DeliveryRow => ({
        ...{ ...row, id: `${notice}|mail`, subject, state: 'sent' },
        value: { ...row.value, notice: { ...row.value.notice, id: notice }, endedAt: Date.now() + 1000 },
      });
      await deliveries.bulkPut([
        ...Array.from({ length: 1200 }, (_, number) => copy(`later${number}`, `another${number}`)),
        copy('digest.ann.1', 'digest.ann.1'),
      ]);
      const value = alert.value as { readonly told: readonly object[] };
      const digest = { ...value.told[0], kind: 'digest', notice: 'digest.ann.1' };
      await alerts.put({ ...alert, value: { ...value, told: [...value.told, digest] } });
    });
    const after = (await history()).find((one: { readonly id: string }) => one.id === id);
    expect(after.told.map(({ ways }: { readonly ways: unknown }) => ways)).toEqual([
      [{ channel: 'mail', state }],
      [{ channel: 'mail', state: 'sent' }],
    ]);
  });

  it('warns by thresholds: what is set holds beside what is usual, until that is removed, and it is said what holds', async () => {
    const { run, read } = await openHome();
    await read(4n);
    const team = (text: string): readonly string[] =>
      text
        .split('\n')
        .slice(1)
        .filter((line) => !line.startsWith('account:openai'))
        .map((line) => line.trim().replace(/ +/g, ' '));
    expect(team(await run(alertsCommand, 'threshold set deepseek:team', { below: '5' }))).toEqual([
      ...['account:deepseek:team amount-5-USD by you', 'of-day-20 – (usual)', 'runway-3 – (usual)'],
    ]);
    // Several of a kind are set at once; they take the place of the usual one of that kind, and of no other.
    await run(alertsCommand, 'threshold set deepseek:team', { runway: '4' });
    expect(team(await run(alertsCommand, 'threshold set deepseek:team', { runway: '2', below: '1' }))).toEqual([
      ...['account:deepseek:team amount-5-USD by you', 'runway-4 by you', 'amount-1-USD by you', 'runway-2 by you'],
      'of-day-20 – (usual)',
    ]);
    expect(await run(alertsCommand, '')).toContain('soon    Account DeepSeek · team is low: $4.00.');
    expect(await run(alertsCommand, '')).not.toContain(MAIL);
    await run(alertsCommand, 'threshold set *', { below: '4.50' });
    expect(await run(alertsCommand, '')).toContain(MAIL);
    for (const name of ['amount-5-USD', 'amount-1-USD', 'runway-2', 'of-day-20']) {
      await run(alertsCommand, `threshold remove deepseek:team ${name}`);
    }
    expect(team(await run(alertsCommand, 'threshold remove deepseek:team runway-4'))).toEqual([
      "account:deepseek:team amount-4.5-USD by you, for '*'",
      'runway-3 – (usual)',
    ]);
    await run(alertsCommand, 'threshold remove deepseek:team amount-4.5-USD');
    await run(alertsCommand, 'threshold remove * runway-3');
    const left = await run(alertsCommand, 'threshold list');
    expect(left).toMatch(/account:deepseek:team +of nothing/);
    expect(left).toMatch(/account:openai:\S+ +amount-4\.5-USD/);
    expect(left).not.toContain('runway');
    await expect(run(alertsCommand, 'threshold remove deepseek:team runway-3')).rejects.toMatchObject({
      why: expect.stringContaining('it has none'),
    });
    // Who sets what was removed wants it again.
    expect(team(await run(alertsCommand, 'threshold set deepseek:team', { 'of-day': '20' }))).toEqual([
      'account:deepseek:team of-day-20 by you',
    ]);
  });

  it('an amount is of what the account or budget is in, where nothing else is said', async () => {
    const { run, companion, ask } = await openHome();
    await companion.store.transact(async ({ accounts, readings }) => {
      const rest = { name: null, consoleOrigin: 'https://x.example', seenAt: 0, ownLimits: {}, falseAsks: 0 };
      await accounts.put({ id: 'deepseek:team', provider: 'deepseek', ...rest });
      const reading = { unit: 'CNY', availableNano: 9n, frozenNano: null, at: Date.now(), source: 'api' } as const;
      await readings.put({ account: 'deepseek:team', unit: 'CNY', reading, spentSinceNano: 0n });
    });
    expect(await run(alertsCommand, 'threshold set deepseek:team', { below: '5' })).toContain('amount-5-CNY');
    await expect(run(alertsCommand, 'threshold set deepseek:team', { below: '5', unit: 'EUR' })).rejects.toMatchObject({
      why: expect.stringContaining('its balance is in CNY, not in EUR'),
    });
    await ask('PUT', '/api/v1/budgets/hourly', { body: { limit: '100', per: 'hour', unit: 'calls' } });
    expect(await run(alertsCommand, 'threshold set hourly', { below: '20' })).toContain('amount-20-calls');
    expect(await run(alertsCommand, 'threshold set *', { below: '1' })).toMatch(/^\* +amount-1-USD +by you$/m);
  });

  it('a payment that was reported is said of the wallet that it was in, and not asked for again', async () => {
    const { run, ask, read, companion } = await openHome();
    await read(3n);
    await companion.store.transact(async ({ readings }) => {
      const reading = { unit: 'CNY', availableNano: 9n, frozenNano: null, at: Date.now(), source: 'api' } as const;
      await readings.put({ account: 'deepseek:team', unit: 'CNY', reading, spentSinceNano: 0n });
    });
    for (const unit of ['USD', 'CNY']) await run(alertsCommand, 'threshold set deepseek:team', { below: '5', unit });
    const body = { account: 'deepseek:team', amount: '20', unit: 'USD' };
    expect((await ask('POST', '/api/v1/balances/recharged', { body })).status).toBe(200);
    const { alerts } = JSON.parse(await run(alertsCommand, '', { json: true }));
    const low = alerts.filter((one: { title: string }) => one.title.includes('DeepSeek · team is low'));
    const said = low.map(({ title, meaning, todo }: Record<'title' | 'meaning' | 'todo', string>) => [
      title.includes('CNY') || title.includes('¥'),
      `${meaning}`.includes('$20.00 were reported as paid'),
      `${todo}`.includes('Do not pay again'),
    ]);
    expect(said.toSorted()).toEqual([
      [false, true, true],
      [true, false, false],
    ]);
  });

  it('a budget that is used up is one, as it was', async () => {
    const { run, ask } = await openHome();
    await ask('PUT', '/api/v1/budgets/daily', { body: { limit: '5', per: 'day' } });
    expect(await run(alertsCommand, '')).toBe('Nothing is wrong.');
    await run(alertsCommand, 'threshold set daily', { 'of-limit': '100', below: '6' });
    expect(await run(alertsCommand, '')).toContain('soon    Budget daily has $5.00 of $5.00 left.');
  });

  it.each([
    ['nonsense', {}],
    ['ack', {}],
    ['ack a b', {}],
    ['snooze a12', {}],
    ['snooze a12', { for: 'long' }],
    ['threshold set', {}],
    ['threshold set daily', {}],
    ['threshold set daily', { 'of-day': 'some' }],
    ['threshold remove daily', {}],
    ['unshare', {}],
    ['history all', {}],
  ])('says what is wrong with "alerts %s" %j', async (line, values) => {
    const context = {
      ...{ values: values as Record<string, string>, operands: line.split(' '), input: process.stdin },
      ...{ stopped: new AbortController().signal, print: () => undefined, complain: () => undefined },
    };
    await expect(alertsCommand.run(context)).rejects.toMatchObject({ what: expect.any(String), exitCode: 2 });
  });

  it('an account that is called by its name alone is told by its id', async () => {
    const { run } = await openHome();
    await expect(run(alertsCommand, 'threshold set team', { below: '5' })).rejects.toMatchObject({
      why: expect.stringContaining('there is no budget "team", and an account is named by its id: deepseek:team'),
    });
  });

  it('says what the companion will not do', async () => {
    const { ask, read } = await openHome();
    await read(9n);
    const status = async (method: string, path: string, body?: object) =>
      (await ask(method, `/api/v1${path}`, body && { body })).status;
    expect(await status('POST', '/alerts/a00000000000/acknowledge', {})).toBe(404);
    expect(await status('PUT', '/owners/daily', { owner: 'ann' })).toBe(400);
    expect(await status('PUT', '/owners/budget:daily', { owner: 'ann' })).toBe(404);
    expect(await status('PUT', '/contacts/ann', { zone: 'Mars/Olympus' })).toBe(400);
    expect(await status('PUT', '/contacts/everyone', {})).toBe(400);
    expect(await status('PUT', '/contacts/ann', { hours: { from: 0, until: 1440, days: [1] } })).toBe(400);
    expect(await status('POST', '/thresholds', { subject: 'budget:daily', threshold: { kind: 'of-day' } })).toBe(400);
    for (const kind of ['of-limit', 'of-recharge']) {
      const subject = kind === 'of-limit' ? 'account:deepseek:team' : 'budget:daily';
      await ask('PUT', '/api/v1/budgets/daily', { body: { limit: '1', per: 'day' } });
      expect(await status('POST', '/thresholds', { subject, threshold: { kind, percent: 10 } })).toBe(400);
    }
    await ask('DELETE', '/api/v1/budgets/daily');
    expect(await status('DELETE', '/thresholds/budget:daily/of-day-20')).toBe(404);
    expect(await status('DELETE', '/status-pages/none')).toBe(404);
    const all = { subject: 'account:deepseek:team', threshold: { kind: 'of-recharge', percent: 150 } };
    expect((await ask('POST', '/api/v1/thresholds', { body: all })).body).toMatchObject({
      detail: 'threshold.percent: of a recharge 100 % is all.',
    });
    expect(await status('PUT', '/contacts/ann', {})).toBe(200);
    const twice = { owner: 'ann', next: 'ann' };
    expect((await ask('PUT', '/api/v1/owners/account:deepseek:team', { body: twice })).body).toMatchObject({
      detail: 'ann cannot be next after themselves: name somebody else',
    });
    // A word that means nothing would warn nobody: it is said, with what there is.
    expect(await status('PUT', '/owners/budget:daily', { owner: 'ann' })).toBe(404);
    const threshold = { kind: 'amount', below: '5' };
    expect(
      (await ask('POST', '/api/v1/thresholds', { body: { subject: 'budget:team', threshold } })).body,
    ).toMatchObject({
      detail: 'there is no budget "team", and an account is named by its id: deepseek:team',
    });
    expect(await status('PUT', '/budgets/daily', { limit: '1', per: 'day' })).toBe(200);
    expect(await status('PUT', '/owners/budget:daily', { owner: 'ann' })).toBe(200);
    expect(await status('DELETE', '/contacts/ann')).toBe(409);
  });
});

describe('tollkeeper owners', () => {
  it('a line that is removed is no all-clear of what it told', async () => {
    const { ask, read, run, companion } = await openHome();
    await read(3n);
    const threshold = { kind: 'amount', below: '5' };
    await ask('POST', '/api/v1/thresholds', { body: { subject: 'account:deepseek:team', threshold } });
    await run(alertsCommand, '');
    const low = async () =>
      (await companion.store.transactBelow(({ tx, ledger }) => readAlerts(openWatchTables(tx, ledger)))).filter(
        ({ condition }) => condition.kind === 'low' && condition.key.startsWith('account:deepseek:team'),
      );
    expect((await low()).map(({ condition }) => condition.unseenFrom)).toEqual([undefined]);
    // Another line, of its own or of all, takes nothing from the one that was crossed.
    await run(alertsCommand, 'threshold set *', { runway: '9' });
    await run(alertsCommand, 'threshold set deepseek:team', { below: '1' });
    expect((await low()).map(({ condition }) => condition.unseenFrom)).toEqual([undefined]);
    const path = '/api/v1/thresholds/account%3Adeepseek%3Ateam/amount-5-USD';
    expect((await ask('DELETE', path)).status).toBe(200);
    expect((await low()).map(({ condition }) => condition.unseenFrom)).toEqual([0]);
  });

  it('shows who owns what, who is next, and who was told last', async () => {
    const { run, read, told, ask } = await openHome();
    const settings = { url: 'http://127.0.0.1:9/', secret: `whsec_${'A'.repeat(44)}` };
    await ask('POST', '/api/v1/channels', { body: { kind: 'webhook', name: 'slack', settings } });
    await run(ownersCommand, 'contact ann', {
      channels: 'mail,slack',
      hours: '22:00-6:00',
      days: '1-5',
      digest: '9:00',
    });
    await run(ownersCommand, 'contact bob', { kinds: 'empty', lang: 'zh' }).catch(() => undefined);
    await run(ownersCommand, 'set deepseek:team ann', { next: 'bob' });
    await read(0n);
    await run(alertsCommand, '');
    const shown = await run(ownersCommand, '');
    expect(shown).toMatch(/account:deepseek:team\s+ann\s+bob\s+ann, less than a minute ago/);
    expect(shown).toMatch(/ann\s+mail, slack\s+en\s+22:00-6:00, days 12345/);
    expect((await told()).filter(({ notice }) => notice.data.contact === 'ann').map(({ channel }) => channel)).toEqual([
      'mail',
      'slack',
    ]);
    for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(shown).not.toContain('No channel is called');
    // It may be added afterwards, so its name is taken.
    expect(await run(ownersCommand, 'contact ann', { channels: 'mail,slak' })).toContain(
      'No channel is called "slak": ann is not told by it.',
    );
  });

  it('says what goes on to nobody, and when all else goes on is changed', async () => {
    const { run, read } = await openHome();
    await read(9n);
    expect(await run(ownersCommand, '')).toContain('2 of 2 have no next contact: an alert of them goes on to nobody.');
    await run(ownersCommand, 'contact ann', {});
    await run(ownersCommand, 'contact bob', {});
    await run(ownersCommand, 'set deepseek:team ann', { next: 'bob' });
    expect(await run(ownersCommand, '')).toContain('1 of 2 have no next contact');
    await run(ownersCommand, 'set * ann', { next: 'bob' });
    expect(await run(ownersCommand, '')).not.toContain('no next contact');
    expect(await run(ownersCommand, 'rules', { urgent: '15m' })).toContain('urgent after 15 min, soon\nafter 24 h');
    const values = { soon: '8h', 'per-day': '2', json: true };
    expect(JSON.parse(await run(ownersCommand, 'rules', values)).rules).toEqual({
      ...{ perDayMax: 2, escalateMinutes: { urgent: 15, soon: 480 } },
    });
    await expect(run(ownersCommand, 'rules')).rejects.toMatchObject({ exitCode: 2 });
    for (const perDay of ['0', '101', '1.5']) {
      await expect(run(ownersCommand, 'rules', { 'per-day': perDay })).rejects.toMatchObject({ exitCode: 2 });
    }
    await expect(run(ownersCommand, 'rules', { urgent: 'soon' })).rejects.toMatchObject({ exitCode: 2 });
    for (const urgent of ['1s', '90s']) {
      await expect(run(ownersCommand, 'rules', { urgent })).rejects.toMatchObject({ exitCode: 2 });
    }
    expect(await run(ownersCommand, 'rules', { urgent: '120s' })).toContain('urgent after 2 min');
  });
});

describe('a page that may be shared', () => {
  it('shows names and states, no amounts, no addresses of people, until it is withdrawn', async () => {
    const { run, read, ask, origin } = await openHome();
    await read(0n);
    await run(alertsCommand, '');
    await ask('PUT', '/api/v1/budgets/daily', { body: { limit: '5', per: 'day' } });
    const said = await run(alertsCommand, 'share team');
    const [url = ''] = /http:\S+/.exec(said) ?? [];
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/status\/tks_[\w-]{43}$/);
    const page = await send(url, {});
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'; style-src 'sha256-/);
    expect(page.text).toContain('<th scope="row">DeepSeek: team</th><td class="urgent">Urgent: empty</td>');
    expect(page.text).toContain('An account at OpenAI');
    expect(page.text).toContain('<th scope="row">budget daily</th><td class="fine">Fine</td>');
    for (const secret of [MAIL, '$', '0.00', 'http:', 'https:', '<script']) expect(page.text).not.toContain(secret);
    expect((await ask('GET', '/api/v1/status-pages')).text).not.toContain(url.slice(-43));
    expect((await send(url, { method: 'POST' })).status).toBe(405);
    expect((await send(`${url.slice(0, -1)}${url.endsWith('A') ? 'B' : 'A'}`, {})).status).toBe(404);
    expect((await send(`${origin}/status/anything`, {})).status).toBe(404);
    const linked = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect((await send(url, { headers: linked })).status).toBe(200);
    for (const change of [
      { 'sec-fetch-dest': 'iframe' },
      { 'sec-fetch-mode': 'cors' },
      { origin: 'https://e.example' },
    ]) {
      expect((await send(url, { headers: { ...linked, ...change } })).status).toBe(403);
    }
    expect((await ask('GET', '/api/v1/status', { headers: linked })).status).toBe(403);
    expect(said).not.toContain('earlier address');
    const [again = ''] = /http:\S+/.exec(await run(alertsCommand, 'share board')) ?? [];
    const renewed = await run(alertsCommand, 'share board');
    expect(renewed).toContain('There was a page "board" already: its earlier address leads nowhere from now on.');
    expect(renewed.split('\n').every((line) => line.length <= 80 || line.startsWith('http'))).toBe(true);
    expect([(await send(again, {})).status, (await send(url, {})).status]).toEqual([404, 200]);
    await run(alertsCommand, 'unshare team');
    expect((await send(url, {})).status).toBe(404);
  });
});
