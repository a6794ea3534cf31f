import { backtest } from './runway/backtest.ts';
import { processes } from './runway/processes.ts';

const SERIES = 30;
const INSTANTS = 8;
const MONTHS_HOURS = 100 * 24;
for (const p of processes) {
  if (process.argv[2] && !p.name.includes(process.argv[2])) continue;
  const series = Array.from({ length: SERIES }, (_, i) => p.play(MONTHS_HOURS, i + 1));
  const s = backtest(series, INSTANTS, 7);
  console.log(p.isHeldOut ? 'H' : ' ', p.name.padEnd(42), p.kind.padEnd(7), (s.coverage*100).toFixed(1), (s.below*100).toFixed(1), (s.above*100).toFixed(1), '@7', (s.coverage7*100).toFixed(1), 'n', s.forecasts, 'err', s.medianErrorDays.toFixed(2), 'w', s.medianWidth.toFixed(2), s.msEach.toFixed(1)+'ms');
}
