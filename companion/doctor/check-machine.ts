import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { speak } from '../terminal/speak.ts';
import { bad, type Finding, fine, odd } from './finding.ts';

const FREE_BYTES_MIN = 500 * 1024 * 1024;
/** A larger ledger is not read through while somebody waits. */
const CHECKED_BYTES_MAX = 1024 * 1024 * 1024;
/** Nobody runs this before it was written, epoch ms. */
const EARLIEST = Date.UTC(2026, 0, 1);

/** Whether this Node can run it. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNew = major >= 24 || (major === 22 && minor >= 18);
  if (isNew) return fine(speak('checkMachine.node'), `Node ${version}.`);
  return bad(
    speak('checkMachine.node'),
    speak('checkMachine.nodeIsTooOldIt', { version }),
    speak('checkMachine.installNode24OrNewer'),
  );
}

/** Whether the data folder is there, ours, and nobody else's. */
export function checkFolder(folder: string): Finding {
  if (!existsSync(folder))
    return fine(speak('checkMachine.dataFolder'), speak('checkMachine.isMadeAtTheFirst', { folder }));
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return bad(
      speak('checkMachine.dataFolder'),
      speak('checkMachine.cannotBeWritten', { folder }),
      speak('checkMachine.makeItYoursOrSet'),
    );
  }
  const open = process.platform === 'win32' ? [] : openTo(folder);
  if (open.length > 0) {
    return odd(
      speak('checkMachine.dataFolder'),
      speak('checkMachine.othersMayRead', { open: open.join(', ') }),
      speak('checkMachine.runChmodRGo', { folder }),
    );
  }
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free < FREE_BYTES_MIN) {
    return odd(
      speak('checkMachine.dataFolder'),
      speak('checkMachine.mbAreFreeOnIts', { free: Math.floor(free / 1024 / 1024) }),
      speak('checkMachine.makeRoomAFullDisk'),
    );
  }
  return fine(speak('checkMachine.dataFolder'), folder);
}

/** What is in it and secret, and open to others. */
function openTo(folder: string): readonly string[] {
  const secrets = ['accounts.key', 'accounts.sealed', 'tokens.json', 'fingerprint.key', 'daemon.json', 'api.token'];
  const paths = [folder, ...secrets.map((name) => join(folder, name))];
  // Where the folder is closed, what is in it is, too; a mode that was opened by hand is told all the same.
  return paths.filter((path) => existsSync(path) && (statSync(path).mode & 0o077) !== 0);
}

/** Whether the ledger's file is sound, and whether one was put aside. */
export function checkLedger(folder: string): Finding {
  const path = join(folder, 'ledger.sqlite');
  if (!existsSync(path)) return fine(speak('checkMachine.ledger'), speak('checkMachine.thereIsNoneYet'));
  const damaged = readdirSync(folder).filter((name) => /^ledger\.sqlite\.damaged-\w+$/.test(name));
  if (damaged.length > 0) {
    return odd(
      speak('checkMachine.ledger'),
      speak('checkMachine.aDamagedOneWasPut', { damaged: damaged.join(', ') }),
      speak('checkMachine.callsSinceTheLastCopy'),
    );
  }
  if (statSync(path).size > CHECKED_BYTES_MAX)
    return fine(speak('checkMachine.ledger'), speak('checkMachine.tooLargeToBeRead', { path }));
  return readThrough(path);
}

function readThrough(path: string): Finding {
  try {
    const database = new DatabaseSync(path, { readOnly: true, timeout: 2000 });
    try {
      const said = database.prepare('pragma quick_check(1)').get()?.quick_check;
      if (said === 'ok') return fine(speak('checkMachine.ledger'), path);
    } finally {
      database.close();
    }
  } catch {
    // Told below: what cannot be read is as good as damaged.
  }
  return bad(
    speak('checkMachine.ledger'),
    speak('checkMachine.isDamagedOrCannotBe', { path }),
    speak('checkMachine.startTheCompanionItPuts'),
  );
}

/** Whether a port is free. Asked only where no companion has it. */
export async function checkPort(port: number): Promise<Finding> {
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
  });
  server.close();
  if (isFree) return fine(speak('checkMachine.port'), speak('checkMachine.isFree', { port }));
  return bad(
    speak('checkMachine.port'),
    speak('checkMachine.anotherProgramListensOn', { port }),
    speak('checkMachine.stopItOrStartWith'),
  );
}

/** Whether the clock can be right. `lastAt`: when the newest call was, epoch ms; null: there is none. */
export function checkClock(now: number, lastAt: number | null): Finding {
  const at = new Date(now).toISOString();
  const todo = speak('checkMachine.setTheClockBudgetsOf');
  if (now < EARLIEST) return bad(speak('checkMachine.clock'), speak('checkMachine.itSays', { at }), todo);
  if (lastAt !== null && lastAt > now + 60_000) {
    return odd(
      speak('checkMachine.clock'),
      speak('checkMachine.theNewestCallIsOf', { value: new Date(lastAt).toISOString() }),
      todo,
    );
  }
  return fine(
    speak('checkMachine.clock'),
    speak('checkMachine.zone', { at, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
  );
}
