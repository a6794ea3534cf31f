import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { channelKinds } from '../../../companion/channels/channel-kinds.ts';
import { fieldsOf } from '../../../companion/channels/channel-settings.ts';
import { sayField, sayReason } from '../../../companion/terminal/say-reason.ts';
import { setLanguage } from '../../../companion/terminal/speak.ts';
import { zhFields } from '../../../companion/texts/zh-fields.ts';
import { zhOutcomes } from '../../../companion/texts/zh-outcomes.ts';
import { zhReasons, zhShapes } from '../../../companion/texts/zh-reasons.ts';

afterEach(() => setLanguage('en'));

it('a reason of the API is said in the language that is spoken, with what it names', async () => {
  expect(sayReason('there is no budget "x"')).toBe('there is no budget "x"');
  await setLanguage('zh');
  expect(sayReason('there is no budget "x"')).toBe('没有预算“x”');
  expect(sayReason('call 01J came to 2.5 USD: no more can be given back')).toBe(
    '调用 01J 共花费 2.5 USD：退款不能超过它',
  );
  expect(sayReason('cap: an amount is a decimal of at most nine places.')).toBe('cap：金额为小数，最多九位。');
  expect(sayReason('from: a day is written 2026-11-30. to: a day is written 2026-11-30.')).toBe(
    'from：日期的写法为 2026-11-30。to：日期的写法为 2026-11-30。',
  );
  expect(sayReason('per: it is one of day, week, not "year".')).toBe('per：只能是 day, week，不能是 "year"。');
  expect(sayReason('policy.models: it is missing.')).toBe('--models, --map：缺少此项。');
  expect(sayReason('days: it is a list, not "Monday".')).toBe('days：应为列表，不是 "Monday"。');
});

it('a field is called what the command line calls it', () => {
  const said: readonly (readonly [string, string])[] = [
    ['threshold.days: days are 0.1 to 365.', '--runway: days are 0.1 to 365.'],
    ['kinds.0: a kind is one of empty, low.', '--kinds: a kind is one of empty, low.'],
    ['hours.days.2: it is at most 7.', '--days: it is at most 7.'],
    ['scope.model: it is too short: 1 at least.', '--model: it is too short: 1 at least.'],
    [
      'policy.tokensMin: it is missing. forMs: it is a whole number.',
      '--tokens-min: it is missing. --for: it is a whole number.',
    ],
    ['from: a day is written 2026-11-30.', 'from: a day is written 2026-11-30.'],
    ['kinds: it is a list, not "x".', '--kinds: it is a list, not "x".'],
    ['time: a time is written 09:00.', '--at: a time is written 09:00.'],
    ['policy.accounts.1: it is empty.', '--accounts: it is empty.'],
    ['policy.models.gpt-4o: it is empty.', '--models, --map: it is empty.'],
    ['emergency.stopsFirst.0: it is empty.', '--stops-first: it is empty.'],
    ['rows.3: it is missing.', 'rows.3: it is missing.'],
    ['approved by Ann: handed to pay', 'approved by Ann: handed to pay'],
  ];
  for (const [reason, told] of said) expect(sayReason(reason)).toBe(told);
});

it('what became of a notice is said with the code that stood there, and what stands in a reason is said too', async () => {
  await setLanguage('zh');
  expect(sayReason('nobody listens there (ECONNREFUSED)')).toBe('那里没有程序在监听（ECONNREFUSED）');
  expect(sayReason('nobody knows whether pay took it: it answered with 502')).toBe(
    '不知道 pay 是否收下：响应状态码 502',
  );
  expect(sayReason('approved by Ann: handed to pay')).toBe('由 Ann 批准：已交给 pay');
  expect(sayReason('nothing (42)')).toBe('nothing (42)');
});

it('a reason that nobody has put into Chinese is said as it came', async () => {
  await setLanguage('zh');
  expect(sayReason('the moon is in the way (42)')).toBe('the moon is in the way (42)');
});

it('every reason that is put into Chinese is one that is given', () => {
  const root = join(import.meta.dirname, '../../..');
  const code = ['companion', 'lib/budget']
    .flatMap((room) =>
      readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.startsWith('texts'))
        .map((file) => readFileSync(join(root, room, file), 'utf8')),
    )
    .join('\n')
    .replaceAll(/\$\{[^{}]*\}/g, '{}');
  const known = [...zhReasons, ...zhOutcomes, ...zhShapes];
  expect(known.map(([english]) => english).filter((english) => !code.includes(english))).toEqual([]);
  for (const [english, chinese] of known) {
    expect([english, chinese.split('{}').length]).toEqual([english, english.split('{}').length]);
  }
});

it('every way in which a notice is not taken is said in Chinese', async () => {
  await setLanguage('zh');
  const root = join(import.meta.dirname, '../../../companion/channels');
  const code = readdirSync(root)
    .filter((file) => file !== 'open-channel-desk.ts' && file !== 'channel-settings.ts')
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n')
    // A code in brackets, or nothing.
    .replaceAll(/\$\{said\}/g, '')
    .replaceAll(/\$\{[^{}]*\}/g, 'X');
  const whys = [...code.matchAll(/(?:why(?: =)?:? |\['(?:refused|gone)', )(?:'([^']+)'|`([^`]+)`)/g)].map(
    ([, plain, filled]) => plain ?? filled ?? '',
  );
  expect(whys.length).toBeGreaterThan(50);
  expect(whys.filter((why) => /[a-z]{2}/.test(why) && sayReason(why) === why)).toEqual([]);
});

it('every field of a channel is asked for in Chinese, and no other is put into it', async () => {
  const asked = channelKinds.flatMap((kind) => fieldsOf(kind).map(({ summary }) => summary));
  expect(zhFields.map(([english]) => english).toSorted()).toEqual([...new Set(asked)].toSorted());
  expect(sayField('who gets it')).toBe('who gets it');
  await setLanguage('zh');
  expect(sayField('who gets it')).toBe('收件人');
});
