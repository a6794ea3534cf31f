import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  CARD,
  CHIP,
  charges,
  clickOnCard,
  openRoad,
  type RecordDump,
  type Road,
  setSettings,
  setState,
  waitFor,
} from '../e2e/road/road.ts';
import type { DrivenPage } from '../e2e/support/driver.ts';
import { expectExactly, expectLines, figuresOf, type Step, stepsOf } from './tour-steps.ts';
import { type TourTexts, tourTexts } from './tour-texts.ts';

/** Where the pictures go. */
const PICTURES = '.output/tour';

/**
 * The whole story without a display: what a newcomer would see, step by step, each asserted by its texts and figures.
 * Ends with exit code 0 only if every step held.
 */
async function main(): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  console.log('Tollkeeper, the tour: real Chromium, real extension, sandbox provider on loopback.\n');
  const seen = new Map<string, string>();
  for (const texts of tourTexts) await tell(texts, seen);
  console.log(`\nEvery step held. Pictures: ${PICTURES}/`);
}

async function tell(texts: TourTexts, seen: Map<string, string>): Promise<void> {
  const road = await openRoad('chromium', { width: 1100, height: 760 });
  try {
    console.log(`${texts.title}, with a sandbox of its own on ${road.sandbox.origin}`);
    // The setting, not the browser's own language: that one depends on the machine's locales.
    await setSettings(road.browser, { language: texts.language });
    const step = stepsOf(texts.language, PICTURES, seen);
    await read(road, texts, step);
    const page = await road.openPlayground();
    await tellChip(road, page, texts, step);
    await tellAsk(road, page, texts, step);
    await tellDismissed(road, page, texts, step);
    await tellRefusal(road, page, texts, step);
    await tellPopup(road, texts, step);
  } finally {
    await road.close();
  }
}

async function read(road: Road, { language }: TourTexts, step: Step): Promise<void> {
  const console_ = await road.openConsole();
  // The sandbox's own page says the same in every language: one picture of it is enough.
  const picture = language === 'en' ? console_ : null;
  await step('console', 'the console loads its balance; Tollkeeper reads it along', picture, async () => {
    const { readings } = await road.ledger();
    const read = readings.map(({ unit, reading }) => `${unit} ${reading.availableNano}`).sort();
    expectExactly(read.join(', '), 'USD 7180000000n, credits 392000000000n');
  });
  await console_.close();
}

async function tellChip(road: Road, page: DrivenPage, texts: TourTexts, step: Step): Promise<void> {
  await page.type('#composer', 'Write a short poem about toll roads.');
  await page.ui(CHIP).waitUntilShown();
  let before = '';
  await step('chip', 'while typing: what it will cost, and the balance', page, async () => {
    before = await page.ui(CHIP).text();
    expectExactly(before, texts.chipBefore);
  });
  await page.press('Enter');
  await waitFor(async () => (await road.ledger()).records.length === 1, 'the first call to be recorded');
  const records = await recordsOf(road);
  const figures = figuresOf(records[0], texts);
  await waitFor(async () => (await page.ui(CHIP).text()).includes(figures.cost), 'the cost on the chip');
  await step('answer', 'after the answer: what it did cost, with the bill inside its range', page, async () => {
    const [record] = records;
    const [billed] = charges(road.sandbox);
    if (record?.cost == null || billed === undefined) throw new Error('no record, or nothing billed');
    const isInRange =
      BigInt(record.cost.lowNano.slice(0, -1)) <= billed && billed <= BigInt(record.cost.highNano.slice(0, -1));
    if (!isInRange) throw new Error(`billed ${billed} is outside ${record.cost.lowNano} to ${record.cost.highNano}`);
    expectExactly(texts.chipBefore.exec(before)?.[1] ?? '', figures.range ?? 'a range');
    expectExactly(await page.ui(CHIP).text(), texts.chipAfter(figures, '$7.17'));
  });
}

async function tellAsk(road: Road, page: DrivenPage, texts: TourTexts, step: Step): Promise<void> {
  await page.click('#tab-enrich');
  await page.click('#enrich');
  await page.ui(CARD).waitUntilShown();
  await step('ask', '25 records cost 450 credits and there are 392: held, with the way on', page, async () => {
    expectLines(await page.ui(CARD).text(), [...texts.ask, texts.sendFitting]);
  });
  await clickOnCard(page, texts.sendFitting);
  await waitFor(() => charges(road.sandbox).length === 2, 'the smaller batch to be billed');
  await waitFor(
    async () => (await page.ui(CARD).exists()) && (await page.ui(CARD).text()).includes('21'),
    'the notice',
  );
  await step('rest', 'the 21 that fit were sent; 4 are kept in the tab', page, async () => {
    const bodies = road.sandbox.world.requests
      .filter((entry) => entry.path === '/v1/enrich')
      .map((entry) => entry.body);
    const sent = (JSON.parse(bodies[0] ?? '{}') as { records?: unknown[] }).records?.length;
    if (bodies.length !== 1 || sent !== 21) throw new Error(`sent ${bodies.length} requests, ${sent} records`);
    expectLines(await page.ui(CARD).text(), texts.rest);
  });
  await clickOnCard(page, texts.notNow);
  await page.ui(CARD).waitUntilGone();
}

async function tellDismissed(road: Road, page: DrivenPage, texts: TourTexts, step: Step): Promise<void> {
  // The money goes where Tollkeeper cannot see it: another program uses the same account.
  await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0' }] });
  await page.click('#tab-chat');
  await page.type('#composer', 'And one more verse, please.');
  await page.press('Enter');
  await page.ui(CARD).waitUntilShown();
  await step('unsure', 'a refusal that says too little: the card says what it cannot tell', page, async () => {
    expectLines(await page.ui(CARD).text(), [texts.unsure]);
  });
  await clickOnCard(page, texts.close);
  await page.ui(CARD).waitUntilGone();
  await page.waitFor(() => document.querySelector('.error-box p')?.textContent.includes(' — '), {
    what: 'the error in the page itself',
  });
  await step('dismissed', "closed: the page gets the provider's own words, and ours beside them", page, async () => {
    expectLines(await page.text('.error-box'), [`${PROVIDERS_OWN} — ${texts.printed}`]);
  });
}

/** The sandbox's terse refusal, as the playground prints it. */
const PROVIDERS_OWN = 'You do not have enough credits to perform this action. Please recharge your account.';

async function tellRefusal(road: Road, page: DrivenPage, texts: TourTexts, step: Step): Promise<void> {
  // Another API, another form: this one states what is there.
  road.sandbox.world.refusalShape = 'relay';
  await page.type('#composer', 'Only one more verse, please.');
  await page.press('Enter');
  await page.ui(CARD).waitUntilShown();
  await step('refusal', 'the provider refuses: whose balance, what it needs, nothing was charged', page, async () => {
    expectLines(await page.ui(CARD).text(), texts.refusal(await rangeOf(road, texts)));
  });
  const wallet = await road.openConsole();
  await wallet.click('#top-up-5');
  await page.bringToFront();
  await waitFor(async () => (await page.ui(CARD).text()).includes('$5'), 'the open card to notice the recharge');
  await step('arrived', 'recharged in another tab: the open card notices by itself', page, async () => {
    expectLines(await page.ui(CARD).text(), [...texts.arrived(await rangeOf(road, texts)), texts.sendNow]);
  });
  await clickOnCard(page, texts.sendNow);
  await page.waitFor(
    () => {
      const last = [...document.querySelectorAll<HTMLElement>('.turn.assistant')].at(-1);
      return (last?.dataset.content ?? '').length > 40;
    },
    { what: 'the answer in the page itself' },
  );
  await waitFor(() => charges(road.sandbox).length === 3, 'the retry to be billed once');
  await waitFor(async () => (await recordsOf(road)).at(-1)?.outcome === 'answer', 'the retry to be recorded');
  const figures = figuresOf((await recordsOf(road)).at(-1), texts);
  const chip = page.ui(CHIP);
  await waitFor(async () => (await chip.exists()) && (await chip.text()).includes(figures.cost), 'what it did cost');
  await step('retried', "the retry's answer arrives in the page's own chat", page, async () => {
    const turns = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.turn')].slice(-2).map((turn) => ({
        asked: turn.classList.contains('user') ? turn.textContent.trim() : null,
        answered: turn.querySelector('.error-box') === null ? (turn.dataset.content ?? '').length : 0,
      })),
    );
    expectExactly(turns[0]?.asked ?? '', 'Only one more verse, please.');
    if ((turns[1]?.answered ?? 0) < 100) throw new Error(`the answer has ${turns[1]?.answered} characters`);
    expectExactly(await chip.text(), texts.chipSent(figures, '$4.99'));
  });
  await wallet.close();
}

async function tellPopup(road: Road, texts: TourTexts, step: Step): Promise<void> {
  const popup = await road.browser.openPopup();
  await popup.waitFor(() => document.body.textContent.includes('$4.99'), { what: 'the balance in the popup' });
  await step('popup', 'the popup: balances with their age, and today', popup, async () => {
    const shown = await popup.text('body');
    expectLines(shown, texts.popup);
  });
  // A popup is as high as the browser lets it be: the rest takes a second picture.
  await popup.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await step('popup-calls', 'further down: every call with its cost, and what was forecast', popup, async () => {
    const shown = await popup.text('body');
    for (const record of await recordsOf(road)) {
      // A refused call costs nothing, and its estimate is what it would have cost.
      const { cost, estimate } = figuresOf(record, texts);
      expectLines(shown, [cost, texts.popupEstimate(estimate)]);
    }
  });
}

/** Oldest first. */
async function recordsOf(road: Road): Promise<readonly RecordDump[]> {
  const { records } = await road.ledger();
  return [...records].sort((a, b) => a.openedAt - b.openedAt);
}

/** What the call of the card that is up was said to cost. */
async function rangeOf(road: Road, texts: TourTexts): Promise<string> {
  return figuresOf((await recordsOf(road)).at(-1), texts).range ?? 'a range';
}

main().catch((error: unknown) => {
  console.error(`\nThe tour stopped: ${error instanceof Error ? error.message : String(error)}`);
  console.error(`Pictures up to here: ${join(PICTURES, '')}`);
  process.exitCode = 1;
});
