import { demoKeys } from '../../companion/sandbox/world.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Text } from '../../lib/domain/text.ts';
import type { TextKey } from '../../lib/domain/texts/en.ts';
import { callFromScript, chatBody, waitForGot } from '../e2e/road/calls.ts';
import {
  CARD,
  CHIP,
  charges,
  clickOnCard,
  LOOPBACK_PATTERNS,
  type Road,
  setState,
  waitFor,
  waitForRegistration,
} from '../e2e/road/road.ts';
import type { DrivenPage } from '../e2e/support/driver.ts';

/*
 * The user guide, played: what it tells people to do is done here in its order, by clicks and keys in a real browser with the real
 * extension, and each picture of it is taken on the way. So a guide that cannot be followed has no pictures.
 */

/** What a scene is played with. */
export interface Stage {
  readonly road: Road;
  readonly language: 'en' | 'zh';
  /** The page has to be the one in front. */
  readonly take: (name: string, page: DrivenPage) => Promise<void>;
}

export interface Scene {
  /** Pictures that it takes, all of them and no others. */
  readonly pictures: readonly string[];
  readonly play: (stage: Stage) => Promise<void>;
}

/** In the order of the guide: a scene finds what those before it have left. */
export const SCENES: readonly Scene[] = [
  { pictures: ['watch'], play: seeUnwatched },
  { pictures: ['providers', 'first-figure', 'demo', 'limit'], play: takeFirstSteps },
  { pictures: ['line', 'cost'], play: sendFirst },
  { pictures: ['card', 'sum'], play: sendBatch },
  { pictures: ['refusal', 'arrived'], play: beRefused },
  { pictures: ['popup'], play: lookAtPopup },
  { pictures: ['overview'], play: (stage) => lookAt(stage, 'overview', '.overview .amount') },
  { pictures: ['calls'], play: lookAtCalls },
  { pictures: ['spend'], play: (stage) => lookAt(stage, 'spend', 'main svg, main table') },
  { pictures: ['accounts'], play: (stage) => lookAt(stage, 'accounts', 'main .amount') },
  { pictures: ['budgets'], play: (stage) => lookAt(stage, 'budgets', '.budget-form') },
  { pictures: ['refused'], play: (stage) => lookAt(stage, 'refused', 'main li', 'refusals') },
  { pictures: ['estimator'], play: estimate },
  { pictures: ['prices'], play: (stage) => lookAt(stage, 'prices', 'main .panel') },
  { pictures: ['settings'], play: (stage) => lookAt(stage, 'settings', '#set-limits') },
  { pictures: ['privacy'], play: (stage) => lookAt(stage, 'privacy', '#priv-size') },
  { pictures: ['explain'], play: explain },
];

async function seeUnwatched({ road, take }: Stage): Promise<void> {
  const page = await road.browser.newPage();
  await page.goto(`${road.sandbox.origin}/playground`);
  const popup = await road.browser.openPopup();
  await popup.waitFor(() => document.querySelector('.site button.primary') !== null, { what: 'the button' });
  await take('watch', popup);
  await popup.close().catch(() => undefined);
  await page.close();
}

async function takeFirstSteps(stage: Stage): Promise<void> {
  const { road, take } = stage;
  await road.browser.approveOrigins(LOOPBACK_PATTERNS);
  const page = await road.browser.openExtensionPage('welcome.html');
  await page.waitFor(() => document.querySelector('.choice') !== null, { what: 'the providers' });
  const tick = (provider: string): Promise<void> => page.click(`input[name=provider][value=${provider}]`);
  for (const provider of ['openrouter', 'deepseek']) await tick(provider);
  await page.evaluate(() => scrollTo(0, 0));
  await take('providers', page);
  for (const provider of ['openrouter', 'deepseek']) await tick(provider);

  await page.type('input[type=search]', 'sandbox');
  await page.waitFor(() => document.querySelectorAll('.choice').length === 1, { what: 'the sandbox alone' });
  await tick('sandbox');
  await page.click('main form button[type=submit]');
  await waitForRegistration(road.browser);
  const wallet = await road.openConsole();
  await page.bringToFront();
  await page.waitFor(() => /\d/.test(document.querySelector('.figure .read')?.textContent ?? ''), {
    what: 'the first balance',
  });
  await take('first-figure', page);
  await wallet.close();

  await page.click('nav a[href="#demo"]');
  await page.ui(CHIP).waitUntilShown();
  await page.click('.played button[type=submit]');
  await page.ui(CARD).waitUntilShown();
  await take('demo', page);
  await clickOnCard(page, say(stage, 'do.keepEditing'));
  await page.ui(CARD).waitUntilGone();

  await page.click('nav a[href="#limit"]');
  await page.waitFor((head: string) => document.body.textContent.includes(head), {
    args: [say(stage, 'welcome.head.limit')],
    what: 'the limit',
  });
  await take('limit', page);
  await page.click('main form button[type=submit]');
  await page.waitFor((kept: string) => document.body.textContent.includes(kept), {
    args: [say(stage, 'welcome.limit.set', { money: '$20' })],
    what: 'the limit to be kept',
  });
  await page.close();
}

async function sendFirst({ road, take }: Stage): Promise<void> {
  const page = await road.openReadPlayground();
  await page.type('#composer', 'Write a short poem about toll roads.');
  await page.ui(CHIP).waitUntilShown();
  await take('line', page);
  await page.press('Enter');
  await waitFor(() => charges(road.sandbox).length === 1, 'the answer to be billed');
  await waitFor(async () => /0\.0\d+.*0\.0\d+/.test(await page.ui(CHIP).text()), 'what it did cost');
  await take('cost', page);
  await page.close();
}

async function sendBatch(stage: Stage): Promise<void> {
  const { road, take } = stage;
  const page = await road.openReadPlayground();
  await page.click('#tab-enrich');
  await page.click('#enrich');
  await page.ui(CARD).waitUntilShown();
  await take('card', page);
  await clickOnCard(page, say(stage, 'card.sum'));
  await take('sum', page);
  await clickOnCard(page, say(stage, 'do.sendBatch', { n: 21 }));
  await waitFor(() => charges(road.sandbox).length === 2, 'the batch that fits to be billed', PATIENCE_MS);
  await page.ui(CARD).waitUntilShown(PATIENCE_MS);
  await clickOnCard(page, say(stage, 'do.notNow'));
  await page.ui(CARD).waitUntilGone();
  await page.close();
}

async function beRefused(stage: Stage): Promise<void> {
  const { road, take } = stage;
  const page = await road.openReadPlayground();
  // Another program spends from the same account, where nobody sees it.
  await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0' }] });
  road.sandbox.world.refusalShape = 'relay';
  await page.type('#composer', 'And one more verse, please.');
  await page.press('Enter');
  await page.ui(CARD).waitUntilShown();
  await take('refusal', page);
  const wallet = await road.openConsole();
  await wallet.click('#top-up-5');
  await page.bringToFront();
  await waitFor(async () => (await page.ui(CARD).text()).includes('$5.00'), 'the card to notice the recharge');
  await take('arrived', page);
  await clickOnCard(page, say(stage, 'do.sendNow'));
  await waitFor(() => charges(road.sandbox).length === 3, 'the retry to be billed');
  await page.ui(CARD).waitUntilGone();
  await wallet.close();
  // A day of use: lists and bars are there to be looked at.
  for (const [index, model] of MODELS.entries()) {
    const call = { name: `call-${index}`, transport: 'fetch', path: '/v1/chat/completions' } as const;
    await callFromScript(page, { ...call, body: chatBody({ model, max_tokens: 120 }), key: demoKeys.default });
    await waitForGot(page, call.name);
  }
  await waitFor(async () => (await road.ledger()).openCalls.length === 0, 'every call to be booked');
  await page.close();
}

/** A busy machine may take so long for what takes a person's machine a moment, ms. */
const PATIENCE_MS = 30_000;

const MODELS = ['toll-mini', 'toll-large', 'toll-medium', 'toll-mini', 'toll-mini', 'toll-medium', 'toll-large'];

async function lookAtPopup({ road, take }: Stage): Promise<void> {
  const page = await road.openReadPlayground();
  const popup = await road.browser.openPopup();
  await popup.waitFor(() => document.querySelector('.amount') !== null, { what: 'the balance' });
  await take('popup', popup);
  await popup.close().catch(() => undefined);
  await page.close();
}

/** One screen of the dashboard, as it comes up. */
async function lookAt({ road, take }: Stage, picture: string, shown: string, screen = picture): Promise<void> {
  const page = await road.browser.openExtensionPage(`dashboard.html#${screen}`);
  await page.waitFor((selector: string) => document.querySelector(selector) !== null, { args: [shown], what: shown });
  await take(picture, page);
  await page.close();
}

async function lookAtCalls({ road, take }: Stage): Promise<void> {
  const page = await road.browser.openExtensionPage('dashboard.html#calls');
  await page.waitFor(() => document.querySelectorAll('.call-line').length > 2, { what: 'calls' });
  await page.click('[data-index="1"] .call-line');
  await page.waitFor(() => document.querySelector('.call-detail') !== null, { what: 'the sum' });
  await take('calls', page);
  await page.close();
}

async function estimate({ road, take }: Stage): Promise<void> {
  const page = await road.browser.openExtensionPage('dashboard.html#estimator');
  await page.waitFor(() => document.querySelector('main textarea') !== null, { what: 'the field' });
  await page.evaluate(insert, REQUEST);
  await page.waitFor(() => document.querySelector('.estimate-cost') !== null, { what: 'the cost', timeoutMs: 30_000 });
  // What was pasted is known; what came of it is the picture.
  await page.evaluate(() => document.querySelector('.estimate-cost')?.closest('section')?.scrollIntoView());
  await take('estimator', page);
  await page.close();
}

async function explain({ road, take }: Stage): Promise<void> {
  const page = await road.browser.newPage();
  const popup = await road.browser.openPopup();
  await popup.waitFor(() => document.querySelector('.amount') !== null, { what: 'the popup' });
  // Not by its place: what is still to come moves it from under a click.
  await popup.evaluate(() => document.querySelector<HTMLElement>('footer .links button:last-child')?.click());
  await popup.waitFor(() => document.activeElement?.tagName === 'TEXTAREA', { what: 'the field' });
  await popup.evaluate(insert, ERROR);
  await popup.click('.explain [type=submit]');
  await popup.waitFor(() => document.querySelector('.explained h2') !== null, { what: 'the explanation' });
  await take('explain', popup);
  await popup.close().catch(() => undefined);
  await page.close();
}

const REQUEST = JSON.stringify({
  model: 'gpt-4o',
  messages: [{ role: 'user', content: 'Write a short poem about toll roads.' }],
  max_tokens: 400,
});
const ERROR = `> Host: api.deepseek.com
< HTTP/2 402
{"error":{"message":"Insufficient Balance"}}`;

/** Runs in the page: as if it had been pasted. */
function insert(text: string): boolean {
  document.querySelector('textarea')?.focus();
  return document.execCommand('insertText', false, text);
}

function say({ language }: Stage, key: TextKey, params: Text['params'] = {}): string {
  return renderText({ key, params }, language);
}
