import type { Usage } from '../../lib/domain/call.ts';
import type { Surface } from '../../lib/domain/surface.ts';
import { admit, type Caller, delayAnswer, turnAway } from '../sandbox/admission.ts';
import { type Answer, answerTokensMax, writeAnswer } from '../sandbox/answer.ts';
import { billedTokens } from '../sandbox/chat-call.ts';
import {
  cutAnswer,
  type Exchange,
  readBody,
  readNumberHeader,
  sendError,
  sendJson,
  sendText,
} from '../sandbox/http.ts';
import { countTokens } from '../sandbox/tokens.ts';
import { type Charge, settle, withCharge } from '../sandbox/wallet.ts';
import type { Worn } from './answer-in-coat.ts';
import { type Ask, readAsk } from './ask.ts';
import { writeAudio } from './audio-answer.ts';
import { type Bill, openBill } from './bill.ts';
import { callerOf } from './caller.ts';
import { beginBackground } from './jobs/background.ts';
import { type PlayedAnswer, writeMetered } from './metered-answer.ts';
import { readRecordings } from './read-recordings.ts';
import { speakStream } from './speak-stream.ts';
import type { Said } from './voice.ts';
import { type SpokenWire, spokenWires } from './voices/voices.ts';

/** A call that was let through. */
export interface CoatCall {
  readonly ask: Ask;
  readonly bill: Bill;
  readonly charge: Charge;
}

/** Any billed call of a provider's API: set aside, answer in its form, bill what was given, hand the rest back. */
export async function answerCall(worn: Worn, exchange: Exchange, surface: Surface): Promise<void> {
  if (callerOf(exchange) === null) return;
  const bodyText = await readBody(exchange);
  if (bodyText === null) return;
  if (surface.wire === 'openai-responses' && (await beginBackground(worn, exchange, surface, bodyText))) return;
  const admitted = await admitCall(worn, exchange, surface, bodyText);
  if (admitted === null) return;
  await withCharge(exchange.world, admitted.charge, async () => {
    await delayAnswer(exchange);
    const spoken = surface.wire === null ? undefined : spokenWires[surface.wire];
    if (spoken !== undefined) return speak(exchange, admitted, spoken);
    await play(worn, exchange, admitted);
  });
}

/** Reads a call and sets aside what it may cost; null: the client has been told why not. */
async function admitCall(worn: Worn, exchange: Exchange, surface: Surface, bodyText: string): Promise<CoatCall | null> {
  const caller = callerOf(exchange);
  if (caller === null) return null;
  const ask = await readAsk(exchange, surface, bodyText);
  if (ask === null) {
    sendError(exchange, 400, { message: 'The request could not be read: it has not the form of this API.' });
    return null;
  }
  const { entry, world } = exchange;
  entry.model = ask.model;
  entry.stream = ask.isStream;
  entry.promptTokens = ask.draft.units === null ? ask.inputTokens : null;
  if (turnAway(exchange, caller)) return null;
  const spoken = surface.wire === null ? undefined : spokenWires[surface.wire];
  const usual = spoken?.usageOf({ inputTokens: 1, outputTokens: 1 }) ?? writeAudio(ask, entry.bodyBytes).usage;
  const probe = ask.draft.units === null ? usual : null;
  const bill = openBill(worn.provider, worn.unit, ask.draft, { nowMs: world.clock(), probe });
  const charge = admit(exchange, { ...orderOf(exchange, caller, bill) });
  if (charge === null) return null;
  if (bill.isMadeUp) exchange.response.setHeader('x-sandbox-made-up', 'price');
  return { ask, bill, charge };
}

/** In "not-enough" every call is larger than what is left, also where the provider sets nothing aside. */
function orderOf({ entry, world }: Exchange, caller: Caller, { reserveNano }: Bill) {
  const left = caller.account.wallets.USD.totalNano;
  const isTooLarge = entry.scenario === 'not-enough' && world.scenario === 'not-enough' && reserveNano <= left;
  const amountNano = isTooLarge ? left + 1n : reserveNano;
  return { ...caller, unit: 'USD', amountNano, billing: 'per-token' } as const;
}

/** Books a call of a coat's. */
export function settleCall(
  exchange: Exchange,
  { charge, ask }: Pick<CoatCall, 'charge' | 'ask'>,
  costNano: bigint,
  tokens: { readonly input: number | null; readonly output: number | null },
): void {
  const { entry, world } = exchange;
  entry.completionTokens = tokens.output;
  entry.chargedNano = costNano;
  settle(world, charge, costNano, {
    ...{ kind: 'call', model: ask.model, promptTokens: tokens.input, completionTokens: tokens.output },
    requestId: entry.requestId,
  });
}

/** What is said to an ask, as far as the wire has words. */
export function sayTo(exchange: Exchange, ask: Ask, outputTokensEach?: number): Said {
  const answers = answersTo(exchange, ask);
  const each = outputTokensEach === undefined ? null : outputTokensEach * answers.length;
  return {
    ...{ ask, answers, id: exchange.world.random.hex(24), model: ask.model ?? 'unnamed' },
    createdSeconds: Math.floor(exchange.world.clock() / 1000),
    inputTokens: billedTokens(exchange, ask.inputTokens),
    outputTokens: billedTokens(exchange, each ?? answers.reduce((sum, { tokens }) => sum + tokens, 0)),
  };
}

function answersTo(exchange: Exchange, { tool, formed, question, draft }: Ask): readonly Answer[] {
  const text = tool === null ? formed : JSON.stringify(tool.input);
  if (text !== null) return [{ text, tokens: countTokens(text), finishReason: 'stop' }];
  const tokensWanted = readNumberHeader(exchange, 'x-sandbox-answer-tokens', answerTokensMax);
  const { outputTokensMax } = draft;
  return Array.from({ length: draft.answers }, (_, index) =>
    writeAnswer({ seed: exchange.world.seed + index, question, tokensWanted, outputTokensMax }),
  );
}

async function speak(exchange: Exchange, call: CoatCall, spoken: SpokenWire): Promise<void> {
  const { ask, bill } = call;
  const { voice, usageOf, outputTokensEach } = spoken;
  const said = sayTo(exchange, ask, outputTokensEach);
  const settleFor = (outputTokens: number): void => {
    const usage: Usage = usageOf({ ...said, outputTokens });
    const cost = ask.draft.units === null ? bill.costNano(usage) : bill.costOfUnits();
    settleCall(exchange, call, cost, { input: said.inputTokens, output: outputTokens });
  };
  if (ask.isStream && voice.stream !== null) return speakStream(exchange, said, voice.stream(said), settleFor);
  settleFor(said.outputTokens);
  await sendWhole(exchange, { contentType: 'application/json', headers: {}, body: JSON.stringify(voice.whole(said)) });
}

/** What has no words of its own. */
async function play({ provider, unit }: Worn, exchange: Exchange, call: CoatCall): Promise<void> {
  const { ask, bill } = call;
  const { rule } = ask.surface;
  if (rule === null) {
    const { played, usage } = writeAudio(ask, exchange.entry.bodyBytes);
    const cost = usage === null ? bill.costOfUnits() : bill.costNano(usage);
    settleCall(exchange, call, cost, { input: null, output: null });
    return sendWhole(exchange, played);
  }
  const costNano = bill.costOfUnits();
  const recorded = readRecordings(provider.id).answers.find(({ surface }) => surface === ask.surface.id) ?? null;
  settleCall(exchange, call, costNano, { input: null, output: null });
  await sendWhole(exchange, writeMetered(recorded, rule, { units: ask.draft.units?.count ?? 1, costNano, unit }));
}

async function sendWhole(exchange: Exchange, { contentType, headers, body }: PlayedAnswer): Promise<void> {
  const { scenario } = exchange.entry;
  if (scenario === 'garbage-json') return sendJson(exchange, 200, body.slice(0, body.length / 2));
  if (scenario === 'cut-stream') return cutAnswer(exchange, body);
  sendText(exchange, 200, body, { 'content-type': contentType, ...headers });
}
