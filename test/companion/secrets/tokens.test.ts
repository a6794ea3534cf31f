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

  it.each([
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
    expect(() => openTokens(file).make({ ...TOOL, name })).toThrow(expect.objectContaining({ fault: 'bad-name' }));
  });
});
