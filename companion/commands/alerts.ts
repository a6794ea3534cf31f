import type { ShownAlert } from '../alerts/describe-alert.ts';
import { wordsIn } from '../report/report-words.ts';
import { speak, spokenLanguage } from '../terminal/speak.ts';
import { writeLines } from '../terminal/write-advice.ts';
import { writeAlerts, writeHistory } from '../terminal/write-alerts.ts';
import { type ShownOwners, writeThresholds } from '../terminal/write-owners.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { readDuration } from './read-duration.ts';
import { readThreshold, THRESHOLD_OPTIONS, toSubject } from './read-threshold.ts';
import { testChannel } from './test-channel.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper alerts`: what somebody should know, who was told, and from where on. */
export const alertsCommand: Command = {
  name: 'alerts',

  operands: '[ack|snooze|history|test|…] [what]',
  options: {
    by: { type: 'string', value: '<name>' },
    for: { type: 'string', value: '<time>' },
    ...THRESHOLD_OPTIONS,

    json: { type: 'boolean' },
  },

  run: async (context) => {
    const [deed = 'list', ...rest] = context.operands;
    if (deed === 'test') return testChannel(context, only(rest, speak('alerts.whichChannel')));
    const perform = Object.hasOwn(DEEDS, deed) ? DEEDS[deed] : undefined;
    if (perform === undefined) throw notUnderstood(speak('alerts.isNothingThatIsDone', { deed }));
    const { answer, lines } = await perform(rest, context);
    if (context.values.json === true) context.print(JSON.stringify(answer));
    else for (const line of lines()) context.print(line);
    return 0;
  },
};

interface Done {
  readonly answer: unknown;
  readonly lines: () => readonly string[];
}

type Deed = (operands: readonly string[], context: CommandContext) => Promise<Done>;

const DEEDS: Readonly<Record<string, Deed>> = {
  list: async (operands) => {
    none(operands);
    return shown(await askCompanion({ path: `/alerts?lang=${spokenLanguage()}`, timeoutMs: 60_000 }));
  },
  ack: async (operands, { values }) => {
    const body = { ...(values.by !== undefined && { by: values.by }), lang: spokenLanguage() };
    const path = `/alerts/${encodeURIComponent(only(operands, speak('alerts.whichAlert')))}/acknowledge`;
    return shown(await askCompanion({ method: 'POST', path, body }));
  },
  snooze: async (operands, { values }) => {
    const path = `/alerts/${encodeURIComponent(only(operands, speak('alerts.whichAlert')))}/snooze`;
    const body = { forMs: readDuration(values.for), lang: spokenLanguage() };
    return shown(await askCompanion({ method: 'POST', path, body }));
  },
  history: async (operands) => {
    none(operands);
    const answer = await askCompanion<Listed>({ path: `/alerts/history?lang=${spokenLanguage()}` });
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return { answer, lines: () => writeHistory(answer.alerts, zone, wordsIn(spokenLanguage())) };
  },
  threshold: changeThreshold,
  share: async ([name = 'status', ...more]) => {
    none(more);
    const body = { name, lang: spokenLanguage() };
    const answer = await askCompanion<{ readonly url: string; readonly hasEndedOne: boolean }>({
      ...{ method: 'POST', path: '/status-pages', body },
    });
    const ended = answer.hasEndedOne ? writeLines(speak('alerts.itsEarlierAddressEnded', { name })) : [];
    const lines = [speak('alerts.whoeverHasThisAddressCan'), answer.url, ...ended];
    return { answer, lines: () => [...lines, speak('alerts.withdrawItWithTollkeeperAlerts', { name })] };
  },
  unshare: async (operands) => {
    const path = `/status-pages/${encodeURIComponent(only(operands, speak('alerts.whichPage')))}`;
    const answer = await askCompanion({ method: 'DELETE', path });
    return { answer, lines: () => [speak('alerts.itsAddressLeadsNowhereAny')] };
  },
};

interface Listed {
  readonly alerts: readonly ShownAlert[];
}

function shown(answer: Listed): Done {
  return { answer, lines: () => writeAlerts(answer.alerts, Date.now(), wordsIn(spokenLanguage())) };
}

async function changeThreshold(
  [deed = 'list', what, name, ...more]: readonly string[],
  context: CommandContext,
): Promise<Done> {
  none(more);
  const done = (answer: ShownOwners, of: string | null = null): Done => ({
    ...{ answer, lines: () => writeThresholds(answer, of) },
  });
  if (deed === 'list' && what === undefined) {
    // A person has looked at them; a script has not.
    if (context.values.json === true) return done(await askCompanion({ path: '/owners' }));
    return done(await askCompanion({ method: 'POST', path: '/thresholds/seen', body: {} }));
  }
  if (deed === 'set' && what !== undefined && name === undefined) {
    const subject = toSubject(what);
    let answer: ShownOwners | null = null;
    for (const threshold of readThreshold(context.values)) {
      answer = await askCompanion<ShownOwners>({ method: 'POST', path: '/thresholds', body: { subject, threshold } });
    }
    if (answer !== null) return done(answer, shownBy(answer, subject));
    throw notUnderstood(speak('alerts.fromWhereOnToWarn'));
  }
  if (deed === 'remove' && what !== undefined && name !== undefined) {
    const subject = toSubject(what);
    const path = `/thresholds/${encodeURIComponent(subject)}/${encodeURIComponent(name)}`;
    const answer = await askCompanion<ShownOwners>({ method: 'DELETE', path });
    return done(answer, shownBy(answer, subject));
  }
  throw notUnderstood(speak('alerts.itIsWrittenThresholdList'));
}

/** Whose thresholds are shown once they were changed; null: everybody's, as where an account goes by another name. */
function shownBy({ subjects }: ShownOwners, subject: string): string | null {
  return subjects.some((one) => one.subject === subject) ? subject : null;
}

function only([first, ...more]: readonly string[], what: string): string {
  none(more);
  if (first === undefined) throw notUnderstood(speak('alerts.isMeantWasNotSaid', { what }));
  return first;
}

function none(operands: readonly string[]): void {
  if (operands.length > 0) throw notUnderstood(speak('any.isOneWordTooMany', { what: operands.join(' ') }));
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: speak('any.notUnderstood', { command: 'alerts' }),
    why,
    todo: speak('any.helpWritten', { command: 'alerts' }),
    exitCode: 2,
  });
}
