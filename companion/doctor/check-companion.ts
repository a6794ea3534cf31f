import { readDaemon } from '../api/daemon-file.ts';
import { askCompanion } from '../commands/ask-companion.ts';
import { GATEWAY_PORT } from '../commands/read-port.ts';
import { isUserError } from '../commands/user-error.ts';
import type { ShownAccount } from '../secrets/accounts.ts';
import { sayReason } from '../terminal/say-reason.ts';
import { speak } from '../terminal/speak.ts';
import type { ShownOwners } from '../terminal/write-owners.ts';
import type { ShownStatus } from '../terminal/write-status.ts';
import { checkClock, checkFolder, checkLedger, checkNode, checkPort } from './check-machine.ts';
import { checkBaseUrls, checkNetwork } from './check-shell.ts';
import { bad, type Finding, fine, odd } from './finding.ts';

/** What is looked at. */
interface Checked {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Looks at everything that the companion needs, and at what leads past it. Changes nothing. */
export async function checkAll({ folder, environment }: Checked): Promise<readonly Finding[]> {
  const running = await checkRunning(folder);
  const origin = running.origin ?? `http://127.0.0.1:${GATEWAY_PORT}`;
  return [
    checkNode(process.versions.node),
    checkFolder(folder),
    running.finding,
    ...(running.origin === null ? [] : [await checkNext(folder), await checkAccounts(folder)]),
    ...(running.origin === null ? [await checkPort(GATEWAY_PORT)] : []),
    checkLedger(folder),
    checkClock(Date.now(), running.lastAt),
    checkKeys(environment),
    checkBaseUrls(environment, origin),
    checkNetwork(environment),
  ];
}

interface Running {
  readonly finding: Finding;
  /** Null: none answers. */
  readonly origin: string | null;
  /** Epoch ms. */
  readonly lastAt: number | null;
}

async function checkRunning(folder: string): Promise<Running> {
  const name = speak('checkCompanion.companion');
  const todo = speak('checkCompanion.startItTollkeeperUp');
  const nobody = { origin: null, lastAt: null };
  try {
    const daemon = readDaemon(folder);
    if (daemon === null) return { ...nobody, finding: bad(name, speak('checkCompanion.itDoesNotRun'), todo) };
    const status = await askCompanion<ShownStatus>({ path: '/status' }, folder);
    const { calls } = await askCompanion<{ calls: readonly { at: number }[] }>({ path: '/calls?limit=1' }, folder);
    const said = speak('checkCompanion.versionAt', { version: status.version, origin: status.origin });
    return { finding: fine(name, said), origin: status.origin, lastAt: calls[0]?.at ?? null };
  } catch (error) {
    if (!isUserError(error)) {
      const why =
        error instanceof Error ? error.message.replace(/^\[\w+\] /, '') : speak('checkCompanion.itCannotBeAsked');
      return { ...nobody, finding: bad(name, why, speak('checkCompanion.correctThatThenStartIt')) };
    }
    return { ...nobody, finding: bad(name, error.why, error.kind === 'said-no' ? error.todo : todo) };
  }
}

/** Whether what nobody acknowledges goes on to somebody. */
async function checkNext(folder: string): Promise<Finding> {
  const name = speak('checkCompanion.whoIsToldNext');
  const { subjects } = await askCompanion<Pick<ShownOwners, 'subjects'>>({ path: '/owners' }, folder);
  const alone = subjects.filter(({ next }) => next === null).length;
  if (alone === 0) return fine(name, speak('checkCompanion.everyAccountAndBudgetThat'));
  const why = speak('checkCompanion.ofAccountsAndBudgetsHave', { alone, count: subjects.length });
  return odd(name, why, speak('checkCompanion.nameOneTollkeeperOwnersSet'));
}

/** Where keys of accounts are kept, and whether they can be had. */
async function checkAccounts(folder: string): Promise<Finding> {
  const name = speak('checkCompanion.keysOfAccounts');
  const { accounts } = await askCompanion<{ accounts: readonly ShownAccount[] }>({ path: '/accounts' }, folder);
  const { why } = await askCompanion<{ why: string | null }>(
    { method: 'POST', path: '/accounts/probe', timeoutMs: PROBE_MS_MAX },
    folder,
  );
  const inKeychain = accounts.filter(({ keptIn }) => keptIn === 'keychain');
  const locked = inKeychain.flatMap((account) => (account.locked === undefined ? [] : [account]));
  const counts = speak('checkCompanion.inTheSystemSKeychain', {
    count: inKeychain.length,
    count2: accounts.length - inKeychain.length,
  });
  if (locked.length > 0) {
    const names = locked.map(({ provider, name: of }) => `${provider} ${of}`).join(', ');
    const todo = speak('checkCompanion.unlockTheKeychainThenRun');
    return bad(
      name,
      speak('checkCompanion.theKeychainDoesNotGive', { names, locked: sayReason(locked[0]?.locked ?? '') }),
      todo,
    );
  }
  const keychain =
    why === null
      ? speak('checkCompanion.theKeychainWorks')
      : speak('checkCompanion.noKeychainIsUsed', { why: sayReason(why) });
  return fine(name, accounts.length === 0 ? keychain : `${counts} ${keychain}`);
}

/** A person may be asked for a password meanwhile, ms. */
const PROBE_MS_MAX = 60_000;

/** Where the key comes from that keys of accounts are encrypted with. */
function checkKeys({ TOLLKEEPER_SECRET }: Checked['environment']): Finding {
  if (TOLLKEEPER_SECRET === undefined)
    return fine(speak('checkCompanion.fileOfKeys'), speak('checkCompanion.encryptedWithAKeyIn'));
  if (TOLLKEEPER_SECRET.length < 16) {
    return odd(
      speak('checkCompanion.fileOfKeys'),
      speak('checkCompanion.tollkeeperSecretIsShort'),
      speak('checkCompanion.takeAtLeast16Characters'),
    );
  }
  return fine(speak('checkCompanion.fileOfKeys'), speak('checkCompanion.encryptedWithAKeyFrom'));
}
