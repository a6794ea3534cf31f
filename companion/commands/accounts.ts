import type { ShownAccount } from '../secrets/accounts.ts';
import { wrapColumns } from '../terminal/columns.ts';
import { sayReason } from '../terminal/say-reason.ts';
import { speak } from '../terminal/speak.ts';
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

  operands: '[add|remove|move|unlock] [provider] [name]',
  options: {
    to: {
      type: 'string',
      value: '<place>',
    },
    force: { type: 'boolean' },
    json: { type: 'boolean' },
  },

  run: async (context) => {
    const { values, operands, print, complain } = context;
    const found = await perform(context, operands);
    if (found.notInKeychain !== undefined) {
      for (const line of wrapColumns(sayFallback(sayReason(found.notInKeychain)), 80)) complain(line);
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
    throw notUnderstood(speak('accounts.itIsWrittenAccountsAdd'));
  }
  const to = readPlace(values.to, deed);
  const path = `/accounts/${encodeURIComponent(provider)}/${encodeURIComponent(name)}`;
  if (deed === 'remove') return ask({ method: 'DELETE', path, body: { force: values.force === true } });
  if (deed === 'move') return ask({ method: 'POST', path: `${path}/moves`, body: { to } });
  if (input.isTTY) process.stderr.write(speak('accounts.pasteTheKeyAndEnd'));
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
  if (to !== undefined) throw notUnderstood(speak('accounts.isNoPlaceAKey', { to }));
  if (deed === 'move') throw notUnderstood(speak('accounts.whereItIsToBe'));
  return undefined;
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: speak('any.notUnderstood', { command: 'accounts' }),
    why,
    todo: speak('any.helpWritten', { command: 'accounts' }),
    exitCode: 2,
  });
}

function sayFallback(why: string): string {
  return speak('accounts.theSystemSKeychainCannot', { why });
}

function writeAccounts({ accounts }: Accounts): readonly string[] {
  if (accounts.length === 0) return [speak('accounts.noNamedAccountsProgramsUse')];
  const reasons = new Set(accounts.flatMap(({ locked }) => (locked === undefined ? [] : [locked])));
  return [
    ...writeTable(
      [speak('any.provider'), speak('any.account'), speak('accounts.key')],
      accounts.map(({ provider, name, keptIn, locked }) => [provider, name, sayPlace(keptIn, locked)]),
    ),
    ...[...reasons].flatMap((why) =>
      wrapColumns(speak('accounts.notGivenOutThenTollkeeper', { why: sayReason(why) }), 80),
    ),
  ];
}

function sayPlace(keptIn: ShownAccount['keptIn'], locked: string | undefined): string {
  if (keptIn === 'file') return speak('accounts.encryptedFile');
  return locked === undefined ? speak('accounts.keychain') : speak('accounts.keychainNotGivenOut');
}
