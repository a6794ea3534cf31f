import type { ShownAccount } from '../secrets/accounts.ts';
import { wrapColumns } from '../terminal/columns.ts';
import { writeTable } from '../terminal/write-table.ts';
import { type Asked, askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

interface Accounts {
  readonly accounts: readonly ShownAccount[];
  /** Why a new key is not in the keychain, though nothing else was asked for. Absent: it is, or was not to be. */
  readonly notInKeychain?: string;
}

/** `tollkeeper accounts`: keys that stay with the companion, so that programs need none. */
export const accountsCommand: Command = {
  name: 'accounts',
  summary: 'Named accounts whose keys stay with the companion; add or remove one',
  operands: '[add|remove|move|unlock] [provider] [name]',
  options: {
    to: {
      type: 'string',
      value: '<place>',
      summary: 'add, move: keychain or file (add: the keychain where one works).',
    },
    force: { type: 'boolean', summary: 'remove: even if the keychain does not let the key go.' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  notes: () => [
    'The key is read from stdin, never from the command line:',
    '  tollkeeper accounts add openai work < key.txt',
    "It is kept in the system's keychain where one works, else encrypted in the data",
    'folder (AES-256-GCM), and never shown again. "accounts move" puts it into the',
    'other place, "accounts unlock" asks a keychain again that was locked.',
    'With TOLLKEEPER_KEYCHAIN=off "tollkeeper up" uses no keychain.',
  ],
  run: async (context) => {
    const { values, operands, print, complain } = context;
    const found = await perform(context, operands);
    if (found.notInKeychain !== undefined) {
      for (const line of wrapColumns(sayFallback(found.notInKeychain), 80)) complain(line);
    }
    if (values.json === true) print(JSON.stringify(found));
    else for (const line of writeAccounts(found)) print(line);
    return 0;
  },
};

/** A person may be asked for the password of the keychain meanwhile, ms. */
const KEYCHAIN_MS_MAX = 90_000;

async function perform(
  { input, values }: CommandContext,
  [deed = 'list', provider, name, ...more]: readonly string[],
): Promise<Accounts> {
  const isAlone = provider === undefined;
  if (deed === 'list' && isAlone) return askCompanion({ path: '/accounts' });
  if (deed === 'unlock' && isAlone) return ask({ method: 'POST', path: '/accounts/unlock' });
  const isDeed = ['add', 'remove', 'move'].includes(deed);
  if (isAlone || name === undefined || more.length > 0 || !isDeed) {
    throw notUnderstood(
      'It is written: accounts add <provider> <name>, and likewise remove and move; or accounts unlock.',
    );
  }
  const to = readPlace(values.to, deed);
  const path = `/accounts/${encodeURIComponent(provider)}/${encodeURIComponent(name)}`;
  if (deed === 'remove') return ask({ method: 'DELETE', path, body: { force: values.force === true } });
  if (deed === 'move') return ask({ method: 'POST', path: `${path}/moves`, body: { to } });
  if (input.isTTY) process.stderr.write('Paste the key and end with Ctrl+D:\n');
  let key = '';
  for await (const piece of input) key += piece;
  const body = { provider, name, key: key.trim(), ...(to !== undefined && { to }) };
  return ask({ method: 'POST', path: '/accounts', body });
}

function ask(asked: Asked): Promise<Accounts> {
  return askCompanion({ ...asked, timeoutMs: KEYCHAIN_MS_MAX });
}

function readPlace(to: string | boolean | undefined, deed: string): string | undefined {
  if (to === 'keychain' || to === 'file') return to;
  if (to !== undefined) throw notUnderstood(`"${to}" is no place: a key is kept in the keychain or in the file.`);
  if (deed === 'move') throw notUnderstood('Where it is to be kept (--to keychain, --to file) was not said.');
  return undefined;
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: '"tollkeeper accounts" was not understood.',
    why,
    todo: 'Run "tollkeeper help accounts" to see how.',
    exitCode: 2,
  });
}

function sayFallback(why: string): string {
  return `The system's keychain cannot be used (${why}): the key is in the encrypted file of the data folder. Once the keychain works: tollkeeper accounts move <provider> <name> --to keychain`;
}

function writeAccounts({ accounts }: Accounts): readonly string[] {
  if (accounts.length === 0) return ['No named accounts. Programs use their own keys.'];
  const reasons = new Set(accounts.flatMap(({ locked }) => (locked === undefined ? [] : [locked])));
  return [
    ...writeTable(
      ['Provider', 'Account', 'Key'],
      accounts.map(({ provider, name, keptIn, locked }) => [provider, name, sayPlace(keptIn, locked)]),
    ),
    ...[...reasons].flatMap((why) => wrapColumns(`Not given out: ${why}. Then: tollkeeper accounts unlock`, 80)),
  ];
}

function sayPlace(keptIn: ShownAccount['keptIn'], locked: string | undefined): string {
  if (keptIn === 'file') return 'encrypted file';
  return locked === undefined ? 'keychain' : 'keychain, not given out';
}
