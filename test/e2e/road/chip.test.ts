import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Box, browserKinds, type DrivenPage } from '../support/driver.ts';
import { leaveEmptied } from './calls.ts';
import { findCovered, watchChip } from './chip-page.ts';
import { chooseModel, rest } from './playground.ts';
import { CARD, CHIP, charges, clickOnCard, clickOnLine, LINE, openRoad, type Road, setState, waitFor } from './road.ts';

/** Promised are 300 ms; the figure is printed, and the bound says no more than that the chip did not stay away. */
const SEEN_MS_MAX = 10_000;
const WIDTHS = [320, 480, 768, 1024, 1280] as const;
const TYPED_LINE = 'A line that is long enough to make the composer grow when there are a few of it. ';

describe.each(browserKinds)('the chip (%s)', (kind) => {
  let road: Road;
  let page: DrivenPage;
  beforeAll(async () => {
    road = await openRoad(kind);
  });
  afterAll(() => road?.close());
  beforeEach(() => road.reset());

  async function openRead(): Promise<DrivenPage> {
    page = await road.openReadPlayground();
    return page;
  }

  const chipText = (): Promise<string> => page.ui(CHIP).text();

  /** The chip's text once it is this: while somebody types, and on a busy machine, it says other things first. */
  async function chipSays(pattern: RegExp): Promise<string> {
    let text = '';
    const says = async (): Promise<boolean> => {
      text = await chipText().catch(() => '');
      return pattern.test(text);
    };
    await waitFor(says, `a chip that says ${pattern}`).catch((error: Error) => {
      throw new Error(`${error.message}; it says: ${text}`);
    });
    return text;
  }

  it('is seen soon after the first character', async () => {
    await openRead();
    await page.evaluate(watchChip);
    await page.type('#composer', 'W');
    const seenMs = await page.waitFor(() => (globalThis as unknown as { seenMs?: number }).seenMs, {
      what: 'the chip',
    });
    console.info(`[chip] ${kind}: seen ${Math.round(seenMs)} ms after the first character (promised: 300)`);
    expect(seenMs).toBeLessThan(SEEN_MS_MAX);
    await page.close();
  });

  it('says what a call costs and what is left, and after the answer what it did cost', async () => {
    await openRead();
    await page.type('#composer', 'What is a toll road?');
    await chipSays(
      /^about \$[\d.]+ \([^)]*up to \$[^)]+\), for a typical answer · balance \$7\.18 · enough for [\d,]+ more like this$/,
    );
    await page.press('Enter');
    await waitFor(() => charges(road.sandbox).length === 1, 'the sandbox to bill');
    const [likely] = amountsIn(await chipSays(/cost ≈ \$[\d.]+, estimate \$?[\d.]+, \$7\.1\d left/));
    // Rounded for people, to two figures at least.
    const billed = Number(charges(road.sandbox)[0]) / 1e9;
    expect(Math.abs((likely ?? 0) - billed)).toBeLessThanOrEqual(billed * 0.5);
    await page.close();
  });

  it('counts what was said before, the answer too, until a new chat begins', async () => {
    await openRead();
    await chooseModel(page, 'toll-large');
    await page.type('#composer', 'What is a toll road?');
    await page.ui(CHIP).waitUntilShown();
    await page.press('Enter');
    await waitFor(async () => (await chipText()).includes('estimate'), 'what it did cost');
    await page.type('#composer', 'And who pays?');
    await waitFor(async () => !(await chipText()).includes('estimate'), 'the next preview');
    await rest(300);
    const [later = 0] = amountsIn(await chipText());
    await page.click('#clear');
    await page.type('#composer', 'And who pays?');
    await waitFor(async () => amountsIn(await chipText())[0] !== later, 'the preview of a first message');
    const [anew = 0] = amountsIn(await chipText());
    const [transaction] = road.sandbox.world.transactions;
    // $10 a million for all that goes along again; the chip shows three figures.
    expect((later - anew) * 100_000).toBeGreaterThan(
      0.8 * (Number(transaction?.promptTokens) + Number(transaction?.completionTokens)),
    );
    await page.close();
  });

  it('gives the same figures as the card that opens then', async () => {
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0.05' }] });
    await openRead();
    await chooseModel(page, 'toll-large');
    await page.type('#composer', 'A question that asks for more than there is.');
    await page.ui(CHIP).waitUntilShown();
    // The last key press is on the chip, too.
    await rest(500);
    const onChip = amountsIn(await chipText());
    await page.press('Enter');
    await page.ui(CARD).waitUntilShown();
    await rest(700);
    await page.ui(CARD).clickButton('Show the sum');
    const card = await page.ui(CARD).text();
    // What it costs, likely, likely at the highest and at most, balance and what is missing; the sum on the card is exact. The
    // chip rounds it up: what is missing to the third decimal, what it may cost to two figures.
    const roundedUp = (amount: number, step = 0.001): number => Math.ceil(amount / step - 1e-6) * step;
    const twoFigures = (amount: number): number => roundedUp(amount, 10 ** (Math.floor(Math.log10(amount)) - 1));
    expect(onChip).toHaveLength(5);
    for (const amount of onChip) {
      expect(
        amountsIn(card).some((other) =>
          [other, roundedUp(other), twoFigures(other)].some((value) => Math.abs(value - amount) <= amount * 0.005),
        ),
        `$${amount} on the card`,
      ).toBe(true);
    }
    await clickOnCard(page, 'Keep editing');
    await page.close();
  });

  it('gives the same figures for records', async () => {
    await openRead();
    await page.click('#tab-enrich');
    await page.type('#records', ' ');
    await page.ui(CHIP).waitUntilShown();
    expect(await chipText()).toBe('450 credits · balance 392 credits · 58 credits short');
    await page.click('#enrich');
    await page.ui(CARD).waitUntilShown();
    expect(await page.ui(CARD).text()).toMatch(/450 credits[\s\S]*392[\s\S]*58/);
    await clickOnCard(page, 'Keep editing');
    await page.close();
  });

  it('says that the balance is not known, and how to know it', async () => {
    page = await road.openPlayground();
    await page.type('#composer', 'What is a toll road?');
    await page.ui(CHIP).waitUntilShown();
    expect(await chipText()).toContain('Open wallet to read it');
    expect(await chipText()).not.toMatch(/\$0\.00\b/);
    await page.close();
  });

  it('covers no control at any width while the composer grows, and takes no click', async () => {
    await openRead();
    for (const width of WIDTHS) {
      await page.setViewport(width, 800);
      await page.evaluate(clearComposer);
      let boxes = 0;
      for (let lines = 0; lines < 3; lines += 1) {
        await page.type('#composer', lines === 0 ? 'A question' : TYPED_LINE);
        await page
          .ui(CHIP)
          .waitUntilShown()
          .catch(() => undefined);
        // It follows the page within a tenth of a second.
        await rest(250);
        const found = await page.evaluate(findCovered);
        expect(found.covered, `at ${width} px, ${lines} long lines`).toEqual([]);
        expect(found.catches, `at ${width} px`).toBe(false);
        if (found.box) boxes += 1;
        if (found.box) expect(isInside(found.box, width)).toBe(true);
      }
      expect(boxes, `chips seen at ${width} px`).toBeGreaterThan(0);
    }
    await page.close();
  });

  it.each(['fetch', 'xhr'] as const)(
    'says how near the limit on calls a minute is, as answers state it and after a refusal (%s)',
    async (transport) => {
      const response = await fetch(`${road.sandbox.origin}/console/api/scenario`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ rules: { rateLimitPerMinute: 3 } }),
      });
      expect(response.status).toBe(200);
      await openRead();
      await page.click(`input[name=transport][value=${transport}]`);
      const say = async (answers: number, part: string): Promise<string> => {
        await page.type('#composer', 'Hi');
        const said = await chipSays(new RegExp(part));
        await page.press('Enter');
        await waitFor(() => charges(road.sandbox).length === answers, `answer ${answers}`);
        return said;
      };
      expect(await say(1, 'balance')).not.toContain('this minute');
      await chipSays(/cost/);
      expect(await say(2, 'balance')).not.toContain('this minute');
      await chipSays(/cost/);
      expect(await say(3, 'balance')).not.toContain('this minute');
      await chipSays(/cost/);
      // All are used: the answer said so.
      expect(await say(3, 'this minute')).toMatch(/^3 of 3 calls this minute · /);
      await page.ui(LINE).waitUntilShown();
      expect(await page.ui(LINE).text()).toContain('Too fast, not out of money');
      await clickOnLine(page, 'Keep editing');
      await road.browser.stopBackground();
      await page.type('#composer', 'Hi again');
      // The line has taken its place until now.
      const chipSaid = () => chipText().catch(() => '');
      await waitFor(async () => (await chipSaid()).includes('3 of 3 calls this minute'), 'the limit on the chip');
      await page.close();
    },
  );

  it('a second Enter pays nothing, neither at once nor later', async () => {
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0.05' }] });
    await openRead();
    await chooseModel(page, 'toll-large');
    await page.type('#composer', 'A question that asks for more than there is.');
    await page.press('Enter');
    await page.press('Enter');
    const card = page.ui(CARD);
    await card.waitUntilShown();
    for (let times = 0; times < 3; times += 1) await page.press('Enter');
    await rest(700);
    await page.press('Enter');
    await page.press(' ');
    await rest(200);
    expect(road.sandbox.world.requests.filter((entry) => entry.path.startsWith('/v1/chat'))).toHaveLength(0);
    expect(await card.exists()).toBe(true);
    await leaveEmptied(page, 'Escape');
    expect(charges(road.sandbox)).toHaveLength(0);
    await page.close();
  });
});

/** Every dollar amount in a text, in order. */
function amountsIn(text: string): readonly number[] {
  return [...text.matchAll(/\$([\d,]+(?:\.\d+)?)/g)].map(([, digits]) => Number(digits?.replaceAll(',', '')));
}

function isInside(box: Box, width: number): boolean {
  return box.x >= 0 && box.x + box.width <= width + 0.5 && box.y >= 0;
}

function clearComposer(): void {
  const composer = document.querySelector('#composer') as HTMLTextAreaElement;
  composer.value = '';
  composer.dispatchEvent(new Event('input', { bubbles: true }));
}
