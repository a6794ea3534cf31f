import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TOKEN_PATTERN } from '../../../companion/gateway/access-port.ts';
import { openTokens } from '../../../companion/secrets/tokens.ts';

const TOOL = { name: 'ci', label: 'development', accounts: { openai: 'work' }, createdAt: 1 };
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-tokens-'));
  file = join(folder, 'tokens.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('tokens', () => {
  it('a token finds its tool, also after a restart, and is nowhere on the disk', () => {
    const token = openTokens(file).make(TOOL);
    expect(token).toMatch(new RegExp(`^${TOKEN_PATTERN.source}$`));
    expect(openTokens(file).find(token)).toEqual(TOOL);
    const content = readFileSync(file, 'utf8');
    for (const part of [token, token.slice(4), token.slice(4, 20)]) expect(content).not.toContain(part);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each(['', 'tkp_', 'ci', `tkp_${'A'.repeat(43)}`])('"%s" is nobody’s', (token) => {
    const tokens = openTokens(file);
    tokens.make(TOOL);
    expect(tokens.find(token)).toBeNull();
  });

  it('the hash itself is no token', () => {
    const tokens = openTokens(file);
    tokens.make(TOOL);
    const [{ hash }] = JSON.parse(readFileSync(file, 'utf8')).tools;
    expect(tokens.find(hash)).toBeNull();
    expect(tokens.find(`tkp_${hash}`)).toBeNull();
  });

  it('a tool’s new token ends its old one; a revoked one ends', () => {
    const tokens = openTokens(file);
    const [first, second] = [tokens.make(TOOL), tokens.make(TOOL)];
    expect(tokens.find(first)).toBeNull();
    expect(tokens.find(second)?.name).toBe('ci');
    expect(tokens.list()).toEqual([TOOL]);
    expect([tokens.revoke('ci'), tokens.revoke('ci')]).toEqual([true, false]);
    expect(tokens.find(second)).toBeNull();
    expect(openTokens(file).list()).toEqual([]);
  });

  it('programs of one tool have tokens of their own beside its token, with its label and accounts', () => {
    const tokens = openTokens(file);
    const own = tokens.make(TOOL);
    const first = tokens.beginRun({ name: 'ci', label: null, seenAt: 2 });
    const second = tokens.beginRun({ name: 'ci', label: 'prod', seenAt: 3 });
    expect([own, first.token, second.token].map((token) => openTokens(file).find(token))).toEqual([
      TOOL,
      TOOL,
      { ...TOOL, label: 'prod' },
    ]);
    expect(tokens.list()).toEqual([TOOL]);
    expect([tokens.endRun(first.id), tokens.endRun(first.id), tokens.keepRun(first.id, 4)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(tokens.find(first.token)).toBeNull();
    expect([own, second.token].every((token) => tokens.find(token) !== null)).toBe(true);
    const again = tokens.make(TOOL);
    expect([again, second.token].every((token) => tokens.find(token) !== null)).toBe(true);
    expect(tokens.revoke('ci')).toBe(true);
    expect([again, second.token].map((token) => tokens.find(token))).toEqual([null, null]);
  });

  it('a tool without a token is listed once while programs run as it, and can be ended', () => {
    const tokens = openTokens(file);
    const runs = [5, 6].map((seenAt) => tokens.beginRun({ name: 'claude', label: null, seenAt }));
    expect(tokens.list()).toEqual([{ name: 'claude', label: null, accounts: {}, createdAt: 5 }]);
    expect([tokens.revoke('claude'), tokens.revoke('claude')]).toEqual([true, false]);
    expect(runs.map(({ token }) => tokens.find(token))).toEqual([null, null]);
  });

  it('a program that was silent for a week is forgotten when another begins; one that was heard of stays', () => {
    const week = 7 * 86_400_000;
    const tokens = openTokens(file);
    const [gone, alive] = ['a', 'b'].map((name) => tokens.beginRun({ name, label: null, seenAt: 0 }));
    expect(tokens.keepRun(String(alive?.id), 1)).toBe(true);
    tokens.beginRun({ name: 'c', label: null, seenAt: week + 1 });
    expect([gone, alive].map((run) => tokens.find(String(run?.token))?.name)).toEqual([undefined, 'b']);
  });

  it('of a thousand programs the one that was silent for longest makes room', () => {
    const run = (index: number) => ({
      name: 'x',
      label: null,
      seenAt: index,
      hash: index.toString(16).padStart(64, '0'),
    });
    const runs = Array.from({ length: 1000 }, (_, index) => run(index));
    writeFileSync(file, JSON.stringify({ version: 1, tools: [], runs }), { mode: 0o600 });
    const { token } = openTokens(file).beginRun({ name: 'y', label: null, seenAt: 2000 });
    const kept = JSON.parse(readFileSync(file, 'utf8')).runs as readonly { seenAt: number }[];
    expect([kept.length, kept[0]?.seenAt, openTokens(file).find(token)?.name]).toEqual([1000, 1, 'y']);
  });

  it('a file of an older version, which knew no programs, is read', () => {
    const token = openTokens(file).make(TOOL);
    const { runs: _, ...older } = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify(older), { mode: 0o600 });
    expect(openTokens(file).find(token)).toEqual(TOOL);
  });

  it.each([
    ['with a program that is none', '{"version":1,"tools":[],"runs":[{"name":"x"}]}', 'corrupt'],
    ['damaged', '{', 'corrupt'],
    ['with a tool that is none', '{"version":1,"tools":[{"name":"x"}]}', 'corrupt'],
    ['of a newer version', '{"version":2,"tools":[]}', 'newer'],
  ])('a file that is %s is said to be', (_, content, fault) => {
    writeFileSync(file, content, { mode: 0o600 });
    expect(() => openTokens(file)).toThrow(expect.objectContaining({ fault }));
  });

  it('a file that others may read is refused: who can write there could let himself in', () => {
    openTokens(file).make(TOOL);
    chmodSync(file, 0o666);
    expect(() => openTokens(file)).toThrow(expect.objectContaining({ fault: 'too-open' }));
  });

  it.each(['', '../x', 'a b', 'x'.repeat(65)])('"%s" is no name of a tool', (name) => {
    const bad = expect.objectContaining({ fault: 'bad-name' });
    expect(() => openTokens(file).make({ ...TOOL, name })).toThrow(bad);
    expect(() => openTokens(file).beginRun({ name, label: null, seenAt: 1 })).toThrow(bad);
  });
});
