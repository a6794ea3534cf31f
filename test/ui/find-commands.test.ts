import { describe, expect, it } from 'vitest';
import { COMMANDS_SHOWN, type Command, findCommands } from '../../lib/ui/find-commands.ts';

const command = (kind: Command['kind'], name: string, about?: string): Command => ({
  ...{ id: `${kind} ${name}`, kind, name, run: () => undefined },
  ...(about !== undefined && { about }),
});
const COMMANDS = [
  command('screen', 'Overview'),
  command('screen', 'Calls'),
  command('screen', 'Relay check'),
  command('account', 'Laozhang · dev@example.org', 'Calls of this account'),
  command('call', 'gpt-4o', '$0.02 · req_7f3c'),
  command('call', 'gpt-4o-mini', '$0.01 · req_99'),
];
const found = (typed: string) => findCommands(COMMANDS, typed).map(({ name }) => name);

describe('finding a command', () => {
  it('offers all that is not one call where nothing is typed', () => {
    expect(found(' ')).toEqual(['Overview', 'Calls', 'Relay check', 'Laozhang · dev@example.org']);
  });

  it.each([
    ['call', ['Calls', 'Laozhang · dev@example.org']],
    ['CHECK relay', ['Relay check']],
    ['7f3c', ['gpt-4o']],
    ['gpt 99', ['gpt-4o-mini']],
    ['nothing like it', []],
  ])('%j finds by every word, those that begin with it first', (typed, names) => {
    expect(found(typed)).toEqual(names);
  });

  it('offers a search after all that was found, whatever that is', () => {
    const search = command('search', 'Calls with …');
    expect(findCommands([search, ...COMMANDS], 'gpt').at(-1)).toBe(search);
    expect(findCommands([search, ...COMMANDS], 'nothing like it')).toEqual([search]);
  });

  it('shows no more than can be read', () => {
    const many = Array.from({ length: 500 }, (_, index) => command('call', `model ${index}`));
    expect(findCommands(many, 'model')).toHaveLength(COMMANDS_SHOWN);
  });
});
