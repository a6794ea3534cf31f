import { type Accuracy, type CostSum, judgeRanges, type LedgerAccuracy } from '../../lib/domain/accuracy.ts';
import { percentChange } from '../../lib/domain/money.ts';
import { padColumns } from '../terminal/columns.ts';
import { speak } from '../terminal/speak.ts';

/** How right the estimates of a ledger were, for a terminal of 80 columns. */
export function writeScored({ all, models }: LedgerAccuracy): readonly string[] {
  if (all.calls === 0) {
    return [speak('scored.noCallInItWas'), speak('scored.callsKeepTheirForecastSince')];
  }
  return [
    speak('scored.callsEachForecastBeforeIt', { calls: all.calls.toLocaleString('en') }),
    '',
    speak('scored.insideOfTheAnswersWere', { inside: percent(all.inside) }),
    speak('scored.80IsRight', { verdict: speak(VERDICTS[judgeRanges(all)]), chance: chance(all) }),
    speak('any.pinballOfTheMeanAnswer', { what: figure(all.pinball) }),
    speak('scored.lengthOffInTheMedian', { medianError: percent(all.medianError) }),
    speak('scored.costOffInTheMedian', { costError: percent(all.costError) }),
    ...all.sums.map((sum) => `              ${writeSum(sum)}`),
    ...calibration(all),
    ...(models.length < 2 ? [] : ['', ...table(models)]),
  ];
}

const VERDICTS = {
  few: 'scored.soFewCallsCannotTell',
  good: 'scored.asItShouldBe',
  narrow: 'scored.theRangesWereTooNarrow',
  wide: 'scored.theRangesWereTooWide',
} as const;

/** How forecast and count would have to be corrected to be right. */
function calibration({ within, input }: Accuracy): readonly string[] {
  const [p10 = null, p50 = null, p90 = null] = within ?? [];
  return [
    speak('scored.calibratedOfTheAnswersEnded', { list: [p10, p50, p90].map(percent).join(', ') }),
    speak('scored.105090IsRight'),
    ...(input === null || input.counted === 0
      ? []
      : [speak('scored.tokensOfInputWereBilled', { billed: (input.billed / input.counted).toFixed(3) })]),
  ];
}

/** "in USD: 3 % more was billed than forecast". */
function writeSum({ unit, likelyNano, billedNano }: CostSum): string {
  const off = percentChange(likelyNano, billedNano);
  if (off === null || off === 0) return speak('scored.inBilledAsForecastAll', { unit });
  return speak('scored.inWasBilledThanForecast', { unit, off, rest: billedNano > likelyNano ? 'more' : 'less' });
}

function chance({ insideRange }: Accuracy): string {
  return insideRange === null ? '' : ` (±${percent((insideRange[1] - insideRange[0]) / 2)})`;
}

function table(models: LedgerAccuracy['models']): readonly string[] {
  return [
    `  ${padColumns(speak('scored.head.model'), 23)}${HEADS.map((name) => padColumns(speak(`scored.head.${name}`), 9, 'left')).join('')}`,
    ...models.map(
      (one) => `  ${padColumns(cut(one.model ?? speak('scored.none', { provider: one.provider })), 23)}${columns(one)}`,
    ),
  ];
}

function columns({ calls, inside, pinball, medianError, costError, input }: Accuracy): string {
  const cells = [
    calls.toLocaleString('en'),
    percent(inside),
    figure(pinball),
    percent(medianError),
    percent(costError),
    input === null || input.counted === 0 ? '–' : (input.billed / input.counted).toFixed(3),
  ];
  return cells.map((cell) => cell.padStart(9)).join('');
}

function cut(text: string): string {
  return text.length > 22 ? `${text.slice(0, 21)}…` : text;
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)} %`;
}

function figure(value: number | null): string {
  return value === null ? '–' : value.toFixed(4);
}

const HEADS = ['calls', 'inside', 'pinball', 'length', 'cost', 'billed'] as const;
