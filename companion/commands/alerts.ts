import type { Language } from '../../lib/domain/text.ts';
import type { ShownAlert } from '../alerts/describe-alert.ts';
import { wordsIn } from '../report/report-words.ts';
import { writeAlerts, writeHistory } from '../terminal/write-alerts.ts';
import { type ShownOwners, writeThresholds } from '../terminal/write-owners.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { readDuration } from './read-duration.ts';
import { LANG_OPTION, readLanguage } from './read-language.ts';
import { readThreshold, THRESHOLD_OPTIONS, toSubject } from './read-threshold.ts';
import { testChannel } from './test-channel.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper alerts`: what somebody should know, who was told, and from where on. */
export const alertsCommand: Command = {
  name: 'alerts',
  summary: 'What is wrong now; acknowledge or snooze it; thresholds; who was told what; a page to share',
  operands: '[ack|snooze|history|test|…] [what]',
  options: {
    by: { type: 'string', value: '<name>', summary: 'ack: who knows (you).' },
    for: { type: 'string', value: '<time>', summary: 'snooze: for how long, such as 2h or 3d.' },
    ...THRESHOLD_OPTIONS,
    lang: LANG_OPTION,
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  notes: () => [
    '  alerts ack <id>; alerts snooze <id> --for 2h; alerts history',
    '  alerts test <channel>                           (see "channels")',
    '  alerts threshold list',
    '  alerts threshold set openai:work --below 5      (an account, in USD)',
    '  alerts threshold set openai:work --of-recharge 20 --runway 5',
    '  alerts threshold set daily --of-limit 10        (a budget)',
    '  alerts threshold remove openai:work runway-3   (also one that nobody set)',
    '  alerts share [name]; alerts unshare <name>      (a page without amounts)',
    'An account is warned of below 20 % of a usual day and three days of runway, a',
    'budget below 20 % of its limit. What you set holds besides, and instead of what',
    'is usual of the same kind; what you remove holds no more.',
  ],
  run: async (context) => {
    const [deed = 'list', ...rest] = context.operands;
    if (deed === 'test') return testChannel(context, only(rest, 'Which channel'));
    const perform = Object.hasOwn(DEEDS, deed) ? DEEDS[deed] : undefined;
    if (perform === undefined) throw notUnderstood(`"${deed}" is nothing that is done with alerts.`);
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
  list: async (operands, { values }) => {
    none(operands);
    return shown(await askCompanion({ path: `/alerts?lang=${langOf(values)}`, timeoutMs: 60_000 }), values);
  },
  ack: async (operands, { values }) => {
    const body = { ...(values.by !== undefined && { by: values.by }), lang: langOf(values) };
    const path = `/alerts/${encodeURIComponent(only(operands, 'Which alert'))}/acknowledge`;
    return shown(await askCompanion({ method: 'POST', path, body }), values);
  },
  snooze: async (operands, { values }) => {
    const path = `/alerts/${encodeURIComponent(only(operands, 'Which alert'))}/snooze`;
    const body = { forMs: readDuration(values.for), lang: langOf(values) };
    return shown(await askCompanion({ method: 'POST', path, body }), values);
  },
  history: async (operands, { values }) => {
    none(operands);
    const answer = await askCompanion<Listed>({ path: `/alerts/history?lang=${langOf(values)}` });
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return { answer, lines: () => writeHistory(answer.alerts, zone, wordsIn(langOf(values))) };
  },
  threshold: changeThreshold,
  share: async ([name = 'status', ...more], { values }) => {
    none(more);
    const body = { name, lang: langOf(values) };
    const answer = await askCompanion<{ readonly url: string }>({ method: 'POST', path: '/status-pages', body });
    const lines = ['Whoever has this address can read it; it is shown this once:', answer.url];
    return { answer, lines: () => [...lines, `Withdraw it with: tollkeeper alerts unshare ${name}`] };
  },
  unshare: async (operands) => {
    const path = `/status-pages/${encodeURIComponent(only(operands, 'Which page'))}`;
    const answer = await askCompanion({ method: 'DELETE', path });
    return { answer, lines: () => ['Its address leads nowhere any more.'] };
  },
};

interface Listed {
  readonly alerts: readonly ShownAlert[];
}

function shown(answer: Listed, values: CommandContext['values']): Done {
  return { answer, lines: () => writeAlerts(answer.alerts, Date.now(), wordsIn(langOf(values))) };
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
    throw notUnderstood('From where on to warn (--below, --of-day, …) was not said.');
  }
  if (deed === 'remove' && what !== undefined && name !== undefined) {
    const subject = toSubject(what);
    const path = `/thresholds/${encodeURIComponent(subject)}/${encodeURIComponent(name)}`;
    const answer = await askCompanion<ShownOwners>({ method: 'DELETE', path });
    return done(answer, shownBy(answer, subject));
  }
  throw notUnderstood('It is written: threshold list, threshold set <what> --below …, threshold remove <what> <name>.');
}

/** Whose thresholds are shown once they were changed; null: everybody's, as where an account goes by another name. */
function shownBy({ subjects }: ShownOwners, subject: string): string | null {
  return subjects.some((one) => one.subject === subject) ? subject : null;
}

function langOf({ lang }: CommandContext['values']): Language {
  return readLanguage(lang, notUnderstood);
}

function only([first, ...more]: readonly string[], what: string): string {
  none(more);
  if (first === undefined) throw notUnderstood(`${what} is meant was not said.`);
  return first;
}

function none(operands: readonly string[]): void {
  if (operands.length > 0) throw notUnderstood(`"${operands.join(' ')}" is one word too many.`);
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: '"tollkeeper alerts" was not understood.',
    why,
    todo: 'Run "tollkeeper help alerts" to see how it is written.',
    exitCode: 2,
  });
}
