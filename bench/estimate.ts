import { readTexts } from './estimate/corpora.ts';
import { documentMeasured } from './estimate/document.ts';
import { scoreForecasts } from './estimate/forecasts.ts';
import { timeKeystrokes } from './estimate/keystrokes.ts';
import { measureMemory } from './estimate/memory.ts';
import { measureCounter } from './estimate/page-counter.ts';
import { writeCounter, writeForecasts, writeKeystrokes, writeMemory, writeTimes } from './estimate/report.ts';
import { timeTokenizers } from './estimate/tokenizers.ts';
import { writeMeasured } from './measured.ts';

/*
 * `npm run bench -- estimate [TRACE.csv …] [--json | --write]`: tokenizers side by side, how far the page's counter is off, how long it takes
 * after a key was pressed, how right forecasts of answers are (of generated traces, and of those that are named), what is kept
 * in memory. A missed target is printed as missed and is no failure. `--write` puts the figures into docs/estimates.md.
 */

const traces = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const texts = readTexts();
// First, while nothing else is in memory.
const memory = await measureMemory();
process.stderr.write('the counter without a vocabulary\n');
const counter = measureCounter(texts);
const keystrokes = timeKeystrokes(texts);
process.stderr.write('forecasts\n');
const forecasts = await scoreForecasts(traces);
const tokenizers = await timeTokenizers(texts);
if (process.argv.includes('--write')) {
  writeMeasured('estimate', documentMeasured({ tokenizers, counter, keystrokes, forecasts, memory }));
}
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ tokenizers, counter, keystrokes, forecasts, memory }));
} else {
  const parts = [
    writeTimes(tokenizers),
    writeCounter(counter),
    writeKeystrokes(keystrokes),
    writeForecasts(forecasts),
    writeMemory(memory),
  ];
  console.log(parts.map((lines) => lines.join('\n')).join('\n\n'));
}
