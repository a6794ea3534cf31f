import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chat, chatStandIn, openGoverned } from './support.ts';

const soft = { id: 'calm', isHard: false, limit: 8_000_000n } as const;
const downgraded = { kind: 'downgraded', budget: 'calm', models: ['gpt-4o-mini'], maxTokens: 100 };
const small = chat({ model: 'gpt-4o-mini' });

async function open() {
  const upstream = await chatStandIn();
  const governed = await openGoverned({ openai: upstream.origin });
  await governed.setBudget(soft);
  await governed.setPolicy('calm-down', downgraded);
  return { ...governed, governed, upstream };
}

describe('downgraded access', () => {
  it('begins with the call that goes over a soft budget, and holds for those after it until its window ends', async () => {
    const { governed, upstream, chat: ask, api, settled } = await open();
    expect((await ask(chat())).status).toBe(200);
    await settled(1);
    // $0.0075 are spent: this one goes over, with a warning.
    const passing = await ask(chat());
    expect([passing.status, passing.headers.get('tollkeeper-warning')]).toEqual([200, 'over soft budget: calm']);
    const stopped = await ask(chat());
    expect([stopped.status, stopped.headers.get('tollkeeper-refusal'), stopped.headers.get('x-should-retry')]).toEqual([
      402,
      'policy-refused',
      'false',
    ]);
    const { error } = (await stopped.json()) as { error: { problem: object } };
    expect(error.problem).toMatchObject({ choices: ['gpt-4o-mini'], 'violated-policies': ['downgraded:calm-down'] });
    const allowed = await ask(small);
    expect([
      allowed.status,
      allowed.headers.get('tollkeeper-changed'),
      allowed.headers.get('tollkeeper-policy'),
    ]).toEqual([200, 'max_tokens=100', 'downgraded:calm-down']);
    expect(upstream.asked.at(-1)?.body).toEqual({ ...small, max_tokens: 100 });
    const { body } = await api('GET', '/policies');
    const tomorrow = Math.ceil(Date.now() / 86_400_000) * 86_400_000;
    expect(body).toMatchObject({ policies: [{ name: 'calm-down', inForceUntil: tomorrow }] });
    await governed.restart();
    expect((await ask(chat())).status).toBe(402);
    // Shorter answers than allowed are left as they are.
    expect((await ask(chat({ model: 'gpt-4o-mini', max_tokens: 50 }))).headers.get('tollkeeper-changed')).toBeNull();
    expect(await governed.companion.store.transact(async (tables) => tables.openCalls.toArray())).toEqual([]);
  });

  it('stops what it cannot bound, or cannot look into', async () => {
    const { governed, chat: ask, upstream, settled } = await open();
    await governed.setBudget({ ...soft, limit: 0n });
    expect((await ask(small)).status).toBe(200);
    await settled(1);
    expect((await ask(small, { 'x-amz-content-sha256': 'signed' })).status).toBe(402);
    expect((await ask('no json at all')).status).toBe(402);
    expect(upstream.asked).toHaveLength(1);
  });

  it('goes before a cheaper model that is not allowed', async () => {
    const { governed, chat: ask, upstream } = await open();
    await governed.setBudget({ ...soft, limit: 0n });
    await governed.setPolicy('small', {
      kind: 'cheaper-model',
      models: { 'gpt-4o-mini': 'gpt-4.1-nano', 'gpt-4o': 'gpt-4o-mini' },
    });
    await ask(chat({ max_tokens: 50 }));
    const kept = await ask(chat({ model: 'gpt-4o-mini', max_tokens: 50 }));
    expect([kept.status, upstream.asked.at(-1)?.body.model]).toEqual([200, 'gpt-4o-mini']);
    const changed = await ask(chat());
    expect([changed.headers.get('tollkeeper-changed'), changed.headers.get('tollkeeper-policy')]).toEqual([
      'model=gpt-4o-mini, max_tokens=100',
      'cheaper-model:small, downgraded:calm-down',
    ]);
  });
});

describe('policies', () => {
  it.each([
    [{ kind: 'cheaper-model', models: {} }, 'policy.models: it names no model.'],
    [{ kind: 'cheaper-model', models: { a: 'b c' } }, 'policy.models.a: a model has a name'],
    [{ kind: 'wait' }, 'policy.secondsMax'],
    [{ kind: 'wait', secondsMax: 601 }, 'policy.secondsMax: it is at most 600.'],
    [{ kind: 'wait', secondsMax: 1.5 }, 'policy.secondsMax: it is a whole number.'],
    [{ kind: 'wait', secondsMax: 5, seconds: 5 }, 'policy.seconds'],
    [{ kind: 'dearer-model' }, 'policy.kind'],
    [{ kind: 'backup-account', provider: 'openai', accounts: ['gone'] }, 'there is no account "gone" of openai'],
    [
      { kind: 'backup-provider', provider: 'openai', to: 'nowhere', models: { a: 'b' } },
      'there is no provider "nowhere"',
    ],
    [{ kind: 'backup-provider', provider: 'openai', to: 'openai', models: { a: 'b' } }, 'is a backup-account'],
    [{ kind: 'downgraded', budget: 'gone', models: ['a'] }, 'there is no budget "gone"'],
    [{ kind: 'downgraded', budget: 'hard', models: ['a'] }, 'is a hard one'],
  ])('that could do nothing are not taken: %j', async (policy, why) => {
    const governed = await openGoverned({});
    await governed.setBudget({ id: 'hard' });
    const { status, body } = await governed.api('PUT', '/policies/wrong', { policy });
    expect([status, String(body.detail)]).toEqual([400, expect.stringContaining(why)]);
    expect((await governed.api('GET', '/policies')).body).toEqual({ policies: [] });
  });

  it('are kept in a file that only its owner may read, and are there after a restart', async () => {
    const governed = await openGoverned({});
    await governed.setPolicy('a', { kind: 'cache' });
    await governed.setPolicy('b', { kind: 'wait', secondsMax: 9, tool: 'agent' });
    await governed.setPolicy('a', { kind: 'loop-breaker' });
    const path = join(governed.folder, 'policies.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const before = await governed.api('GET', '/policies');
    expect(before.body).toEqual({
      policies: [
        { name: 'b', kind: 'wait', secondsMax: 9, tool: 'agent', label: null },
        { name: 'a', kind: 'loop-breaker', tool: null, label: null },
      ],
    });
    await governed.restart();
    expect(await governed.api('GET', '/policies')).toEqual(before);
    expect((await governed.api('DELETE', '/policies/c')).status).toBe(404);
    expect((await governed.api('DELETE', '/policies/a')).status).toBe(200);
    expect(readFileSync(path, 'utf8')).not.toContain('loop-breaker');
  });

  it.each([
    ['{', 'it is no JSON'],
    [
      '{"version":1,"policies":[{"name":"x","kind":"wait","secondsMax":"5"}],"downgraded":{}}',
      'policy "x": secondsMax',
    ],
    ['{"version":2}', 'newer'],
  ])('of a damaged file are not guessed: %s', async (text, why) => {
    const governed = await openGoverned({});
    await governed.setPolicy('a', { kind: 'cache' });
    const path = join(governed.folder, 'policies.json');
    const good = readFileSync(path);
    writeFileSync(path, text);
    await expect(governed.restart()).rejects.toThrow(why);
    expect(readFileSync(path, 'utf8')).toBe(text);
    writeFileSync(path, good);
    chmodSync(path, 0o644);
    await expect(governed.restart()).rejects.toThrow('chmod 600');
    chmodSync(path, 0o600);
    await governed.restart();
  });
});
