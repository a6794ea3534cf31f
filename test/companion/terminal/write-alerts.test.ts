import { afterEach, expect, it } from 'vitest';
import type { ShownAlert } from '../../../companion/alerts/describe-alert.ts';
import { setLanguage } from '../../../companion/terminal/speak.ts';
import { writeAlerts } from '../../../companion/terminal/write-alerts.ts';
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
