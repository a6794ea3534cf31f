import { createRandom, type SeededRandom } from '../../companion/sandbox/random.ts';
import { defaultRules } from '../../companion/sandbox/rules.ts';
import type { Sandbox } from '../../companion/sandbox/server.ts';
import { countTokens } from '../../companion/sandbox/tokens.ts';
import { demoKeys } from '../../companion/sandbox/world.ts';
import type { BalanceReading } from '../../lib/domain/balance.ts';
import type { RefusalReading, Revision } from '../../lib/domain/call.ts';
import type { OpenCounter } from '../../lib/domain/count-tokens.ts';
import type { Fits } from '../../lib/domain/facts.ts';
import { COMMON_PATTERNS, readByPatterns } from '../../lib/domain/read-refusal.ts';
import { gatherFacts } from '../../lib/engine/call-facts.ts';
import type { AccountContext } from '../../lib/engine/ports.ts';
import { statedNeed, withStatedBalance } from '../../lib/engine/stated-balance.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { openaiChat } from '../../lib/wires/openai-chat.ts';
import { readTexts } from '../estimate/corpora.ts';
import type { Kind, Place } from './kinds.ts';

const NOW = 1_795_262_400_000;
const BOUNDS = [256, 512, 1000, 1024, 2000, 2048, 4000, 4096, 8192, 16_384] as const;
const MODELS = ['toll-large', 'toll-medium', 'toll-mini'] as const;
/** Characters of a prompt: from a line to what a file has. */
const PROMPT_CHARS = [40, 16_000] as const;

/** What tokens are counted by: without a vocabulary, as in pages, or with the place's own. */
export type CountsBy = 'page' | 'exact';

/** What one option came to, when it was sent. */
export interface Tried {
  readonly kind: Revision['kind'];
  readonly isAccepted: boolean;
  /** What was offered as a part of the largest that would have been accepted; null: there is no larger or smaller. */
  readonly share: number | null;
}

/** One situation: what was offered in it, and whether a bound on the answer could have been. */
export interface Situation {
  readonly tried: readonly Tried[];
  /** The longest answer that the place would have let through, tokens, where that is of any use; null: none. */
  readonly couldHave: number | null;
}

const texts = Object.values(readTexts());
const sandboxProvider = findProvider('sandbox');

/**
 * Draws a place, a call and a balance that is too small for it; asks what would fit, sends each option to the place over
 * HTTP, and finds the largest that it would have let through by halving, against the place itself.
 */
export async function playSituation(
  sandbox: Sandbox,
  kind: Kind,
  seed: number,
  counts: CountsBy = 'page',
): Promise<Situation> {
  const random = createRandom(seed);
  const place = kind.draw(random);
  sandbox.world.rules = { ...defaultRules, ...place.rules, chunkDelayMs: 0, refusalStatus: 402 };
  sandbox.world.refusalShape = kind.when === 'stated' ? 'relay' : 'coded';
  const bound = pick(random, BOUNDS);
  const bodyText = drawBody(random, bound);
  const needNano = await needOf(sandbox, bodyText);
  const availableNano = roundToMicro(needNano, 0.1 + random.next() * 0.88);
  const send = (text: string): Promise<Response> => post(sandbox, text, availableNano);
  const fits = await askFits(kind, place, bodyText, { availableNano, counts, send });
  if (fits === null) return { tried: [], couldHave: null };
  return tryAll(bodyText, bound, fits, async (text) => (await send(text)).status === 200);
}

const openExactCounter: OpenCounter = () => {
  let text = '';
  let tokens = 0;
  const cut = (): void => {
    tokens += countTokens(text);
    text = '';
  };
  return {
    isExact: true,
    push: (more) => {
      text += more;
    },
    cut,
    total: () => {
      cut();
      return { low: tokens, likely: tokens, high: tokens };
    },
  };
};

async function askFits(
  kind: Kind,
  place: Place,
  bodyText: string,
  {
    availableNano,
    counts,
    send,
  }: {
    readonly availableNano: bigint;
    readonly counts: CountsBy;
    readonly send: (text: string) => Promise<Response>;
  },
): Promise<Fits | null> {
  const draft = openaiChat.readRequest(bodyText, null, counts === 'exact' ? openExactCounter : undefined);
  if (draft === null || sandboxProvider === null) throw new Error('the sandbox reads what it is sent');
  const provider = { ...sandboxProvider, prices: sandboxProvider.prices.map(place.publish) };
  const context = { account: accountOf(availableNano) };
  const given = { provider, draft, origin: 'https://app.example', fingerprint: null, now: NOW };
  if (kind.when === 'before') return gatherFacts({ ...given, context }).fits;
  const refusal = await readRefusal(await send(bodyText), provider);
  if (refusal === null) return null;
  const told = withStatedBalance(context, refusal, NOW);
  return gatherFacts({ ...given, context: told, stated: statedNeed(refusal) }).fits;
}

async function tryAll(
  bodyText: string,
  bound: number,
  fits: Fits,
  isAccepted: (text: string) => Promise<boolean>,
): Promise<Situation> {
  const largest = await largestAccepted(bound, (outputTokensMax) =>
    isAccepted(revised(bodyText, { kind: 'output-max', outputTokensMax })),
  );
  const tried: Tried[] = [];
  const { outputTokensMax } = fits;
  if (outputTokensMax !== null) {
    const text = revised(bodyText, { kind: 'output-max', outputTokensMax });
    const share = largest === null ? null : outputTokensMax / largest;
    tried.push({ kind: 'output-max', isAccepted: await isAccepted(text), share });
  }
  const models = (fits.models ?? []).flatMap(({ model, isFitting }) => (isFitting === true ? [model] : []));
  for (const model of new Set([...(fits.cheaper ? [fits.cheaper.model] : []), ...models])) {
    tried.push({
      kind: 'model',
      isAccepted: await isAccepted(revised(bodyText, { kind: 'model', model })),
      share: null,
    });
  }
  return { tried, couldHave: largest !== null && largest >= 16 ? largest : null };
}

/** By halving, as `searchLargest` does; null: not even one token is let through. */
async function largestAccepted(bound: number, isLet: (tokens: number) => Promise<boolean>): Promise<number | null> {
  if (!(await isLet(1))) return null;
  let [fits, fails] = [1, bound + 1];
  while (fails - fits > 1) {
    const middle = Math.floor((fits + fails) / 2);
    if (await isLet(middle)) fits = middle;
    else fails = middle;
  }
  return fits;
}

/** A batch of records, which are paid in credits: what is offered, and what the place takes. */
export async function playBatch(sandbox: Sandbox, seed: number): Promise<Situation> {
  const random = createRandom(seed);
  sandbox.world.rules = { ...defaultRules };
  const count = 2 + Math.floor(random.next() * 400);
  const credits = 1 + Math.floor(random.next() * count * 18);
  const availableNano = BigInt(credits) * 10n ** 9n;
  if (sandboxProvider === null) throw new Error('the sandbox is a provider of every test build');
  const account = accountOf(availableNano, 'credits');
  const units = { meter: 'records', count } as const;
  const draft = { wire: 'metered', model: null, inputTokens: null, outputTokensMax: null, answers: 1, units } as const;
  const { fits } = gatherFacts({
    provider: sandboxProvider,
    draft: { ...draft, isStream: false, revisable: ['batch'] },
    context: { account },
    origin: 'https://app.example',
    now: NOW,
  });
  if (fits.batchKeep === null) return { tried: [], couldHave: null };
  const isLet = async (records: number): Promise<boolean> => {
    const body = JSON.stringify({ records: Array.from({ length: records }, (_, index) => ({ name: `n${index}` })) });
    return (await post(sandbox, body, availableNano, '/v1/enrich', 'credits')).status === 200;
  };
  const largest = await largestAccepted(count, isLet);
  const share = largest === null ? null : fits.batchKeep / largest;
  return { tried: [{ kind: 'batch', isAccepted: await isLet(fits.batchKeep), share }], couldHave: largest };
}

function drawBody(random: SeededRandom, bound: number): string {
  const text = pick(random, texts);
  const [least, most] = PROMPT_CHARS;
  // As many short ones as long ones, by their octaves.
  const length = Math.round(least * (most / least) ** random.next());
  const start = Math.floor(random.next() * Math.max(1, text.length - length));
  const messages = [
    { role: 'system', content: 'You are a helpful assistant.' },
    { role: 'user', content: text.slice(start, start + length) },
  ];
  return JSON.stringify({ model: pick(random, MODELS), messages, max_tokens: bound });
}

/** What the place itself sets aside for it, nano-dollars: it is told in the log of its requests. */
async function needOf(sandbox: Sandbox, bodyText: string): Promise<bigint> {
  const response = await post(sandbox, bodyText, 10n ** 15n);
  if (response.status !== 200) throw new Error(`the sandbox did not take the call: ${response.status}`);
  return sandbox.world.requests.at(-1)?.reservedNano ?? 0n;
}

function revised(bodyText: string, revision: Revision): string {
  const body = openaiChat.revise(bodyText, revision, null);
  if (body === null) throw new Error(`the request could not be changed: ${revision.kind}`);
  return body.body;
}

/** Sends a request to a wallet that has so much. */
async function post(
  { world, origin }: Sandbox,
  body: string,
  availableNano: bigint,
  path = '/v1/chat/completions',
  unit: 'USD' | 'credits' = 'USD',
): Promise<Response> {
  const wallet = world.accounts[0]?.wallets[unit];
  if (wallet === undefined) throw new Error('the sandbox has an account');
  wallet.openingNano += availableNano - wallet.totalNano;
  wallet.totalNano = availableNano;
  const headers = { 'content-type': 'application/json', 'x-sandbox-answer-tokens': '1' };
  const response = await fetch(origin + path, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${demoKeys.default}` },
    body,
  });
  if (response.status === 200) await response.arrayBuffer();
  return response;
}

async function readRefusal(response: Response, { refusals }: Provider): Promise<RefusalReading | null> {
  const { status } = response;
  return readByPatterns({ status, headers: {}, bodyText: await response.text(), hasAnswerBegun: false }, [
    ...refusals,
    ...COMMON_PATTERNS,
  ]);
}

function accountOf(availableNano: bigint, unit = 'USD'): AccountContext {
  const reading: BalanceReading = { unit, availableNano, frozenNano: 0n, at: NOW, source: 'console' };
  return {
    id: 'sandbox:acc',
    isAssumed: false,
    consoleOrigin: null,
    balances: [{ reading, spentSinceNano: 0n, openNano: 0n }],
    key: null,
    keyReadAt: null,
    costs: [],
    ownLimits: {},
    falseAsks: 0,
  };
}

/** A part of an amount, whole millionths: consoles show no more. */
function roundToMicro(nano: bigint, share: number): bigint {
  return ((nano * BigInt(Math.round(share * 1000))) / 1_000_000n) * 1000n;
}

function pick<T>(random: SeededRandom, from: readonly T[]): T {
  const found = from[Math.floor(random.next() * from.length)];
  if (found === undefined) throw new Error('there is nothing to draw from');
  return found;
}
