import { readTexts } from './estimate/corpora.ts';
import { scoreForecasts } from './estimate/forecasts.ts';
import { measureCounter } from './estimate/page-counter.ts';
import { writeCounter, writeForecasts, writeTimes } from './estimate/report.ts';
import { timeTokenizers } from './estimate/tokenizers.ts';

/*
 * `npm run bench -- estimate`: tokenizers side by side in this process, how far the page's counter is off, how right forecasts
 * of answers are. A missed target is printed as missed and is no failure.
 */

const texts = readTexts();
const results = { tokenizers: timeTokenizers(texts), counter: measureCounter(texts), forecasts: scoreForecasts() };
if (process.argv.includes('--json')) console.log(JSON.stringify(results));
else {
  const { tokenizers, counter, forecasts } = results;
  for (const line of [...writeTimes(tokenizers), '', ...writeCounter(counter), '', ...writeForecasts(forecasts)]) {
    console.log(line);
  }
}
