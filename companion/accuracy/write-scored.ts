import { type Accuracy, type CostSum, judgeRanges, type LedgerAccuracy } from '../../lib/domain/accuracy.ts';
import { percentChange } from '../../lib/domain/money.ts';

/** How right the estimates of a ledger were, for a terminal of 80 columns. */
export function writeScored({ all, models }: LedgerAccuracy): readonly string[] {
  if (all.calls === 0) {
    return [
      'No call in it was forecast and then answered: there is nothing to score yet.',
      'Calls keep their forecast since this version of the extension.',
    ];
  }
  return [
    `${all.calls.toLocaleString('en')} calls, each forecast before it left.`,
    '',
    `  inside      ${percent(all.inside)} of the answers were as long as said`,
    `              80 % is right: ${VERDICTS[judgeRanges(all)]}${chance(all)}`,
    `  pinball     ${figure(all.pinball)} of the mean answer was lost (less is better)`,
    `  length      ${percent(all.medianError)} off in the median call`,
    `  cost        ${percent(all.costError)} off in the median call that was billed`,
    ...all.sums.map((sum) => `              ${writeSum(sum)}`),
    ...calibration(all),
    ...(models.length < 2 ? [] : ['', ...table(models)]),
  ];
}

const VERDICTS = {
  few: 'so few calls cannot tell',
  good: 'as it should be',
  narrow: 'the ranges were too narrow',
  wide: 'the ranges were too wide',
} as const;

/** How forecast and count would have to be corrected to be right. */
function calibration({ within, input }: Accuracy): readonly string[] {
  const [p10 = null, p50 = null, p90 = null] = within ?? [];
  return [
    `  calibrated  ${[p10, p50, p90].map(percent).join(', ')} of the answers ended by P10, P50, P90`,
    '              (10 %, 50 %, 90 % is right)',
    ...(input === null || input.counted === 0
      ? []
      : [
          `              ${(input.billed / input.counted).toFixed(3)} tokens of input were billed for each one counted`,
        ]),
  ];
}

/** "in USD: 3 % more was billed than forecast". */
function writeSum({ unit, likelyNano, billedNano }: CostSum): string {
  const off = percentChange(likelyNano, billedNano);
  if (off === null || off === 0) return `in ${unit}: billed as forecast, all together`;
  return `in ${unit}: ${off} % ${billedNano > likelyNano ? 'more' : 'less'} was billed than forecast, all together`;
}

function chance({ insideRange }: Accuracy): string {
  return insideRange === null ? '' : ` (±${percent((insideRange[1] - insideRange[0]) / 2)})`;
}

function table(models: LedgerAccuracy['models']): readonly string[] {
  return [
    `  ${'model'.padEnd(23)}${['calls', 'inside', 'pinball', 'length', 'cost', 'billed'].map((name) => name.padStart(9)).join('')}`,
    ...models.map((one) => `  ${cut(one.model ?? `(none, ${one.provider})`).padEnd(23)}${columns(one)}`),
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
