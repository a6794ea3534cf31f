import type { Language } from '../../lib/domain/text.ts';
import { shorten } from '../terminal/shorten.ts';
import { spokenLanguage } from '../terminal/speak.ts';
import type { ShownRunway } from '../terminal/write-runways.ts';
import type { ShownStatus } from '../terminal/write-status.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command } from './command.ts';

/** A prompt waits for its line no longer, ms. */
const LINE_MS_MAX = 1000;

/** Over a large ledger a look at everything takes its time, ms. */
const LOOK_MS_MAX = 60_000;

/** `tollkeeper status`: the answer at a glance. */
export const statusCommand: Command = {
  name: 'status',

  options: {
    line: { type: 'boolean' },

    json: { type: 'boolean' },
  },
  run: async ({ values, print }) => {
    const language = spokenLanguage();
    if (values.line === true && values.json !== true) {
      print(await writeLine(await askCompanion<ShownStatus>({ path: '/status', timeoutMs: LINE_MS_MAX }), language));
      return 0;
    }
    // Looks at what is wrong now, which the status tells: not what was wrong a while ago.
    await askCompanion({ path: '/alerts', timeoutMs: LOOK_MS_MAX });
    const status = await askCompanion<ShownStatus>({ path: `/status?lang=${language}` });
    const { runways } = await askCompanion<{ readonly runways: readonly ShownRunway[] }>({
      path: `/runways?language=${language}`,
    });
    if (values.json === true) print(JSON.stringify({ ...status, runways }));
    else {
      const { writeStatus } = await import('../terminal/write-status.ts');
      const { wordsIn } = await import('../report/report-words.ts');
      for (const line of writeStatus(status, Date.now(), runways, wordsIn(language))) print(line);
    }
    return 0;
  },
};

/** A prompt is drawn again and again: the words are loaded only where there are some. */
async function writeLine({ today, budgets, alerts = [] }: ShownStatus, language: Language): Promise<string> {
  const spent = today.filter(({ unit }) => unit !== '').map(({ cost, unit }) => `${shorten(cost)} ${unit}`);
  const tight = budgets.find(({ hard, left }) => hard && left !== undefined && Number(left) === 0);
  const urgent = alerts.filter(({ level, isKnown }) => level === 'urgent' && !isKnown).length;
  const sum = spent.join(' + ') || '0';
  if (tight === undefined && urgent === 0) return sum;
  const { say } = (await import('../report/report-words.ts')).wordsIn(language);
  return [
    sum,
    ...(tight ? [say('cli.line.usedUp', { budget: tight.id })] : []),
    ...(urgent > 0 ? [say('cli.line.urgent', { n: urgent })] : []),
  ].join(' · ');
}
