import { writeTable } from '../terminal/write-table.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

interface Accounts {
  readonly accounts: readonly { readonly provider: string; readonly name: string; readonly id: string }[];
}

/** `tollkeeper accounts`: keys that stay with the companion, so that programs need none. */
export const accountsCommand: Command = {
  name: 'accounts',
  summary: 'Named accounts whose keys stay with the companion; add or remove one',
  operands: '[add|remove] [provider] [name]',
  options: { json: { type: 'boolean', summary: 'Print JSON, for scripts.' } },
  notes: () => [
    'The key is read from stdin, never from the command line:',
    '  tollkeeper accounts add openai work < key.txt',
    'It is kept encrypted (AES-256-GCM) and never shown again.',
  ],
  run: async (context) => {
    const { values, operands, print } = context;
    const found = await perform(context, operands);
    if (values.json === true) print(JSON.stringify(found));
    else for (const line of writeAccounts(found)) print(line);
    return 0;
  },
};

async function perform(
  { input }: CommandContext,
  [deed = 'list', provider, name, ...more]: readonly string[],
): Promise<Accounts> {
  if (deed === 'list') return askCompanion({ path: '/accounts' });
  if (provider === undefined || name === undefined || more.length > 0 || !['add', 'remove'].includes(deed)) {
    throw createUserError({
      what: '"tollkeeper accounts" was not understood.',
      why: 'It is written: accounts add <provider> <name>, or accounts remove <provider> <name>.',
      todo: 'Run "tollkeeper help accounts" to see how.',
      exitCode: 2,
    });
  }
  const path = `/accounts/${encodeURIComponent(provider)}/${encodeURIComponent(name)}`;
  if (deed === 'remove') return askCompanion({ method: 'DELETE', path });
  if (input.isTTY) process.stderr.write('Paste the key and end with Ctrl+D:\n');
  let key = '';
  for await (const piece of input) key += piece;
  return askCompanion({ method: 'POST', path: '/accounts', body: { provider, name, key: key.trim() } });
}

function writeAccounts({ accounts }: Accounts): readonly string[] {
  if (accounts.length === 0) return ['No named accounts. Programs use their own keys.'];
  return writeTable(
    ['Provider', 'Account'],
    accounts.map(({ provider, name }) => [provider, name]),
  );
}
