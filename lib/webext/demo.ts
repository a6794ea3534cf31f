import type { Draft, Outcome, RefusalReading } from '../domain/call.ts';
import type { CardAction, ChipView } from '../domain/card.ts';
import { countTokens } from '../domain/count-tokens.ts';
import { explainAsk } from '../domain/explain-ask.ts';
import { explainChipAfter, explainChipBefore } from '../domain/explain-chip.ts';
import { explainRefusal } from '../domain/explain-refusal.ts';
import type { CallFacts } from '../domain/facts.ts';
import { parseDecimal } from '../domain/money.ts';
import { readRefusal } from '../domain/read-by-meaning.ts';
import { renderText } from '../domain/render-text.ts';
import type { Language, Text } from '../domain/text.ts';
import type { Demo, DemoTurn } from '../domain/welcome.ts';
import { previewCall, reviewCall } from '../engine/review-call.ts';
import { settleCall } from '../engine/settle-call.ts';
import { findProvider } from '../providers/registry.ts';

import { wires } from '../wires/registry.ts';
import { DEMO_ACCOUNT, openDemoLedger } from './demo-ledger.ts';

/** Whose prices, links and manner of refusing are played: one that sets the whole bound of an answer aside. */
const PROVIDER = 'openrouter';
const SURFACE = 'openrouter/chat';
const MODEL = 'anthropic/claude-sonnet-4.5';
const OUTPUT_TOKENS_MAX = 4096;
/** Enough for the answer, and too little for what is set aside first. */
const WALLET_NANO = parseDecimal('0.05') ?? 0n;
const RECHARGE_NANO = parseDecimal('5') ?? 0n;

/** As it was recorded on 30 July 2026: https://github.com/open-assistant-org/open-assistant/issues/80 */
const REFUSAL_BODY = JSON.stringify({
  error: {
    message: 'Insufficient credits. Add more using https://openrouter.ai/settings/credits',
    code: 402,
    metadata: {
      limit_source: 'openrouter_credits',
      remedy_hint:
        'Add credits at https://openrouter.ai/settings/credits, or lower max_tokens / prompt size to fit your remaining balance.',
    },
  },
});

/** A call as the page would send it. */
interface Played {
  readonly callId: string;
  readonly body: string;
  readonly draft: Draft;
}

/**
 * A chat with a provider that is played in the page: its published prices, and our own estimate, review, booking and words. Only
 * the wallet and the answer are made up. Nothing is sent and nothing kept.
 */
export function openDemo(language: () => Language, now: () => number): Demo {
  const ledger = openDemoLedger(WALLET_NANO, now);
  let calls = 0;
  let held: Played | null = null;

  const play = async (call: Played): Promise<DemoTurn> => {
    held = call;
    const facts = await factsOf(call);
    if ((facts.estimate?.reserveNano ?? 0n) > ledger.left()) return refuse(call);
    const answer = renderText(ANSWER, language());
    const settled = await settle(call, readAnswer(call.draft, answer));
    held = null;
    const cost = settled.record?.cost;
    const chip = explainChipAfter({
      cost: cost ? { unit: cost.unit, nano: cost.likelyNano } : null,
      left: { unit: 'USD', nano: ledger.left() },
      swapped: call.draft.model === MODEL ? null : { asked: MODEL, sent: call.draft.model ?? '' },
      estimate: facts.estimate && { unit: facts.estimate.unit, nano: facts.estimate.likelyNano },
      isEstimated: settled.record?.certainty === 'estimated',
    });
    return { kind: 'answered', answer: ANSWER, chip };
  };

  const refuse = async (call: Played): Promise<DemoTurn> => {
    const reading = readRefusalBody();
    const { facts, cause } = await settle(call, { kind: 'refusal', refusal: reading });
    if (facts === null || cause === null) return { kind: 'said', said: { key: 'demo.elsewhere' } };
    const told = { reading, original: REFUSAL_BODY, canRetry: true, isCharged: false };
    return { kind: 'card', card: explainRefusal(cause, facts, told) };
  };

  const settle = (call: Played, outcome: Outcome) =>
    settleCall({ ...commonOf(call), draft: call.draft, outcome }, ledger.ports);

  const factsOf = async (call: Played): Promise<CallFacts> => {
    const facts = await previewCall(
      { ...commonOf(call), draft: call.draft },
      { ...ledger.ports, now, ledger: { readContext: ledger.readContext } },
    );
    if (facts === null) throw new Error(`[demo] ${PROVIDER} is no provider`);
    return facts;
  };

  /** A call of its own for each attempt: what was settled is settled. */
  const begin = (body: string): Played => {
    const draft = wires['openai-chat'].readRequest(body, null);
    if (draft === null) throw new Error('[demo] the request could not be read');
    calls += 1;
    return { callId: `demo-${calls}`, body, draft };
  };

  return {
    about: {
      provider: findProvider(PROVIDER)?.name ?? PROVIDER,
      model: MODEL,
      wallet: { unit: 'USD', nano: WALLET_NANO },
    },
    preview: async (message): Promise<ChipView> => explainChipBefore(await factsOf(begin(bodyOf(message)))),
    send: async (message) => {
      const call = begin(bodyOf(message));
      const asked = { ...commonOf(call), draft: call.draft, isUserStarted: true, canRead: false, waiting: [] };
      const verdict = await reviewCall(asked, ledger.ports);
      if (verdict.kind !== 'ask') return play(call);
      held = call;
      return { kind: 'card', card: explainAsk(verdict.cause, verdict.facts) };
    },
    act: async (action): Promise<DemoTurn> => {
      if (action.kind === 'open') {
        ledger.fill(RECHARGE_NANO);
        return { kind: 'said', said: { key: 'demo.recharged', params: { money: dollars(RECHARGE_NANO) } } };
      }
      if (action.kind === 'dismiss') return { kind: 'said', said: { key: 'demo.kept' } };
      if (held === null) return { kind: 'said', said: { key: 'demo.elsewhere' } };
      if (action.kind === 'check-and-retry') ledger.fill(RECHARGE_NANO);
      const body = revisedBody(held.body, action);
      return body === null ? { kind: 'said', said: { key: 'demo.elsewhere' } } : play(begin(body));
    },
  };
}

const ANSWER: Text = { key: 'demo.answer' };

function commonOf({ callId }: Played) {
  return {
    ...{ callId, requestId: callId, documentId: 'demo' },
    ...{ provider: PROVIDER, surface: SURFACE },
    ...{ origin: findProvider(PROVIDER)?.consoleOrigin ?? '', fingerprint: 'demo', account: DEMO_ACCOUNT },
  };
}

function bodyOf(message: string): string {
  return JSON.stringify({
    model: MODEL,
    max_tokens: OUTPUT_TOKENS_MAX,
    messages: [{ role: 'user', content: message }],
  });
}

/** Null: it is nothing that sends. */
function revisedBody(body: string, action: CardAction): string | null {
  switch (action.kind) {
    case 'send':
    case 'check-and-retry':
      return body;
    case 'send-revised':
      return wires['openai-chat'].revise(body, action.revision, null)?.body ?? null;
    case 'retry':
      return action.revision === null ? body : (wires['openai-chat'].revise(body, action.revision, null)?.body ?? null);
    default:
      return null;
  }
}

/** What a provider would have said of its answer, read as any other answer is. */
function readAnswer(draft: Draft, content: string): Outcome {
  const prompt = draft.inputTokens?.likely ?? 0;
  const completion = countTokens(content).likely;
  const meter = wires['openai-chat'].openMeter({ contentType: 'application/json', headers: {} }, null);
  meter.pushJson({
    model: draft.model,
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
    usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
  });
  const { usage, cost, output } = meter.end();
  return { kind: 'answer', usage, cost, output };
}

function readRefusalBody(): RefusalReading {
  const response = { status: 402, headers: {}, bodyText: REFUSAL_BODY, hasAnswerBegun: false };
  const reading = readRefusal(response, findProvider(PROVIDER)?.refusals ?? []);
  if (reading === null) throw new Error('[demo] the refusal could not be read');
  return reading;
}

function dollars(nano: bigint) {
  return { kind: 'money', money: { unit: 'USD', nano } } as const;
}
