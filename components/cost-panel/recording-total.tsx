import { useMemo } from 'react';
import { type RecordedSum, sumRecording } from '../../lib/domain/sum-recording.ts';
import type { TabCall } from '../../lib/domain/tab-call.ts';
import type { TextParam } from '../../lib/domain/text.ts';
import { type Say, useSay } from '../popup/say.ts';

/** What all of it came to, and what of that is not known. */
export function RecordingTotal({ calls, dropped }: { readonly calls: readonly TabCall[]; readonly dropped: number }) {
  const say = useSay();
  const total = useMemo(() => sumRecording(calls), [calls]);
  const counts = [
    say('rec.calls', { n: total.calls }),
    ...(['running', 'refused', 'unknown'] as const).flatMap((name) =>
      total[name] === 0 ? [] : [say(`rec.${name}`, { n: total[name] })],
    ),
  ];
  const lines = total.sums.flatMap((sum) => linesOf(sum, say));
  return (
    <section className="recording-total" aria-labelledby="recording-total">
      <h2 id="recording-total" className="visually-hidden">
        {say('rec.total')}
      </h2>
      <div role="status">
        {total.sums.every(({ calls: paid }) => paid === 0) && <b>{say('rec.spentNothing')}</b>}
        {total.sums.map((sum) => (sum.calls === 0 ? null : <b key={sum.unit}>{spentText(sum, say)}</b>))}
        <span>{counts.join(' · ')}</span>
      </div>
      {lines.map((line) => (
        <p key={line} className="hint">
          {line}
        </p>
      ))}
      {dropped > 0 && <p className="hint">{say('rec.dropped', { n: dropped })}</p>}
    </section>
  );
}

function spentText({ unit, spentNano, lowNano, highNano }: RecordedSum, say: Say): string {
  if (lowNano === highNano) return say('rec.spent', { money: { kind: 'money', money: { unit, nano: spentNano } } });
  return say('rec.spentRange', {
    money: { kind: 'about', money: { unit, nano: spentNano } },
    ...between(unit, lowNano, highNano),
  });
}

/** Both ends, neither of them said nearer than it is. */
export function between(unit: string, lowNano: bigint, highNano: bigint): Readonly<Record<'low' | 'high', TextParam>> {
  return {
    low: { kind: 'money', money: { unit, nano: lowNano }, rounding: 'down' },
    high: { kind: 'money', money: { unit, nano: highNano }, rounding: 'up' },
  };
}

function linesOf({ unit, saidNano, cameNano, compared, asideNano }: RecordedSum, say: Say): readonly string[] {
  const moneyOf = (nano: bigint): TextParam => ({ kind: 'money', money: { unit, nano } });
  return [
    ...(compared === 0 ? [] : [say('rec.said', { n: compared, money: moneyOf(saidNano), came: moneyOf(cameNano) })]),
    ...(asideNano === 0n ? [] : [say('rec.asideNow', { money: moneyOf(asideNano) })]),
  ];
}
