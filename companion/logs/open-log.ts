import { openSync } from 'node:fs';
import { pino } from 'pino';
import { createUserError } from '../commands/user-error.ts';
import { hideSecrets } from '../events/hide-secrets.ts';
import type { News } from '../events/news.ts';
import { speak } from '../terminal/speak.ts';
import type { LogOptions } from './log-options.ts';
import { toLine } from './to-line.ts';

/** Lines that wait for a slow disk; what comes beyond is dropped, and the drop is told, bytes. */
const WAITING_BYTES_MAX = 1024 * 1024;
/** A log that cannot be written is not waited for at the end, ms. */
const END_MS_MAX = 1000;

/** A log: one line of JSON for each call, and for what could not be booked. */
export interface Log {
  readonly hear: (news: News) => void;
  /** Something that went wrong; its message is shortened, and what looks like a secret is taken out. */
  readonly trouble: (what: string, error: unknown) => void;
  /** Writes what waits. */
  readonly stop: () => Promise<void>;
}

/**
 * Opens a log. Throws where its file cannot be opened; only its owner can read a new one.
 * @param onTrouble told once when the log cannot be written: a call never waits for it, and is never stopped by it
 */
export function openLog({ to, level }: LogOptions, onTrouble: (what: string, error: unknown) => void): Log {
  const fd = to === 'stderr' ? 2 : openFile(to);
  const destination = pino.destination({ dest: fd, sync: false, maxLength: WAITING_BYTES_MAX });
  let isBroken = false;
  const complain = (error: unknown): void => {
    if (isBroken) return;
    isBroken = true;
    onTrouble('the log cannot be written', error);
  };
  destination.on('error', complain);
  destination.on('drop', () => complain(new Error('lines were dropped: whoever takes them is too slow')));
  destination.on('drain', () => {
    isBroken = false;
  });
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Nothing of the kind is handed over; should it ever be, it does not get far.
      redact: { paths: SECRET_FIELDS, censor: '…' },
    },
    destination,
  );
  return {
    hear(news) {
      if (news.kind === 'call-ended') {
        const line = toLine(news.call);
        logger[line.level](line.fields, 'call');
      } else logger.debug({ ...('id' in news ? { budget: news.id } : { account: news.account }) }, news.kind);
    },
    trouble: (what, error) => logger.error(fieldsOf(error), hideSecrets(what)),
    stop: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          destination.destroy();
          resolve();
        }, END_MS_MAX);
        destination.once('close', () => {
          clearTimeout(timer);
          resolve();
        });
        destination.end();
      }),
  };
}

function openFile(path: string): number {
  try {
    return openSync(path, 'a', 0o600);
  } catch (error) {
    const { code = speak('any.noReasonGiven') } = error as { readonly code?: string };
    throw createUserError(
      {
        what: speak('openLog.theLogCannotBeWritten'),
        why: speak('openLog.cannotBeOpened', { path, code }),
        todo: speak('openLog.nameAFileInA'),
      },
      { cause: error },
    );
  }
}

const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'key',
  'token',
  'secret',
  'password',
  'headers',
  'body',
  'url',
].flatMap((name) => [name, `*.${name}`]);

function fieldsOf(error: unknown): object {
  if (!(error instanceof Error)) return {};
  const { code } = error as { readonly code?: unknown };
  return { error: error.name, ...(typeof code === 'string' && { code }), reason: hideSecrets(error.message) };
}
