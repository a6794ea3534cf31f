import { afterEach, expect, it } from 'vitest';
import type { ShownAlert } from '../../../companion/alerts/describe-alert.ts';
import { setLanguage } from '../../../companion/terminal/speak.ts';
import { writeAlerts, writeHistory } from '../../../companion/terminal/write-alerts.ts';
import { NOW } from '../../domain/samples.ts';

afterEach(() => setLanguage('en'));

const alert: ShownAlert = {
  ...{ id: 'a1', level: 'note', kind: 'lost-calls', subject: 'budget:daily', owner: 'everyone', since: NOW - 60_000 },
  ...{
    title: '-',
    meaning: [],
    todo: [],
    link: null,
    told: [{ at: NOW, contact: 'everyone', level: 'note', kind: 'raised', notice: 'n1' }],
  },
  ...{
    acknowledged: null,
    snoozedUntil: null,
    snoozes: [],
    missingSince: null,
    overAt: null,
    isDone: false,
    isEndUnseen: false,
    toAcknowledgeMs: null,
    toEndMs: null,
  },
};

it('nobody in particular is no name: who owns an alert, and who was told, is said in the language that is spoken', async () => {
  expect(writeAlerts([alert], NOW).join(' ')).toContain('of everyone');
  await setLanguage('zh');
  const said = writeAlerts([alert], NOW).join(' ');
  expect(said.match(/所有人/g)).toHaveLength(2);
  expect(said).not.toContain('everyone');
});

it('what is not found any more says so while it is made sure, and what was quiet is in what happened', () => {
  const gone = { ...alert, missingSince: NOW - 60_000 };
  expect(writeAlerts([gone], NOW).join(' ').replaceAll(/ {2,}/g, ' ')).toContain(
    'not found any more for 1 min: over if it stays so',
  );
  expect(writeAlerts([alert], NOW).join(' ')).not.toContain('not found any more');
  const quiet = { ...alert, snoozes: [{ at: NOW + 60_000, until: NOW + 2 * 3_600_000 + 60_000 }] };
  expect(writeHistory([quiet], 'UTC').at(-1)).toMatch(/^ {26}.{16} {2}quiet for 2 h, as somebody asked/);
});
