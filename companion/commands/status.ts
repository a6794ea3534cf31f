import { shorten } from '../terminal/shorten.ts';
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
  summary: 'What was spent, what is left, and whether the companion runs',
  options: {
    line: { type: 'boolean', summary: 'One short line, for prompts and status bars.' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  run: async ({ values, print }) => {
    if (values.line === true && values.json !== true) {
      print(writeLine(await askCompanion<ShownStatus>({ path: '/status', timeoutMs: LINE_MS_MAX })));
      return 0;
    }
    // Looks at what is wrong now, which the status tells: not what was wrong a while ago.
    await askCompanion({ path: '/alerts', timeoutMs: LOOK_MS_MAX });
    const status = await askCompanion<ShownStatus>({ path: '/status' });
    const { runways } = await askCompanion<{ readonly runways: readonly ShownRunway[] }>({ path: '/runways' });
    if (values.json === true) print(JSON.stringify({ ...status, runways }));
    else {
      const { writeStatus } = await import('../terminal/write-status.ts');
      for (const line of writeStatus(status, Date.now(), runways)) print(line);
    }
    return 0;
  },
};

function writeLine({ today, budgets, alerts = [] }: ShownStatus): string {
  const spent = today.filter(({ unit }) => unit !== '').map(({ cost, unit }) => `${shorten(cost)} ${unit}`);
  const tight = budgets.find(({ hard, left }) => hard && left !== undefined && Number(left) === 0);
  const urgent = alerts.filter(({ level, isKnown }) => level === 'urgent' && !isKnown).length;
  return [
    spent.join(' + ') || '0',
    ...(tight ? [`${tight.id} is used up`] : []),
    ...(urgent > 0 ? [`${urgent} urgent`] : []),
  ].join(' · ');
}
