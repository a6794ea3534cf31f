import { admit, authorize, delayAnswer, turnAway } from './admission.ts';
import { type Answer, answerTokensMax, writeAnswer } from './answer.ts';
import { billedTokens, type ChatCall, settleChat, writeUsage } from './chat-call.ts';
import { type ChatRequest, countPromptTokens, readChatRequest } from './chat-request.ts';
import { streamChat } from './chat-stream.ts';
import { cutAnswer, type Exchange, readJsonObject, readNumberHeader, sendError, sendJson } from './http.ts';
import { chatReserveNano, countAs } from './pricing.ts';
import { withCharge } from './wallet.ts';

/** `POST /v1/chat/completions`: set aside, answer, bill what was written, give the rest back. */
export async function answerChat(exchange: Exchange): Promise<void> {
  const caller = authorize(exchange);
  if (caller === null) return;
  const body = await readJsonObject(exchange);
  if (body === null) return;
  const request = readChatRequest(body);
  if ('error' in request) return sendError(exchange, request.status, request.error);
  const { entry, world } = exchange;
  entry.model = request.model.id;
  entry.stream = request.isStream;
  if (turnAway(exchange, caller)) return;
  const promptTokens = countAs(await countPromptTokens(request.messages), world.rules);
  entry.promptTokens = promptTokens;
  const outputTokens = (request.outputTokensMax ?? world.rules.outputTokensDefault) * request.choices;
  const amountNano = chatReserveNano(request.model, { promptTokens, completionTokens: outputTokens }, world.rules);
  const charge = admit(exchange, { ...caller, unit: 'USD', amountNano, billing: 'per-token' });
  if (charge === null) return;
  await withCharge(world, charge, async () => {
    const call: ChatCall = {
      request,
      charge,
      promptTokens: billedTokens(exchange, promptTokens),
      answers: writeAnswers(exchange, request),
      completionId: `chatcmpl-${world.random.hex(24)}`,
      createdSeconds: Math.floor(world.clock() / 1000),
    };
    await delayAnswer(exchange);
    if (request.isStream) await streamChat(exchange, call);
    else await sendChat(exchange, call);
  });
}

// An answer in one piece is written and billed in full even when the client did not wait for it.
async function sendChat(exchange: Exchange, call: ChatCall): Promise<void> {
  const written = call.answers.reduce((sum, answer) => sum + answer.tokens, 0);
  const completionTokens = billedTokens(exchange, written);
  settleChat(exchange, call, completionTokens);
  const text = JSON.stringify({
    id: call.completionId,
    object: 'chat.completion',
    created: call.createdSeconds,
    model: call.request.model.id,
    choices: call.answers.map((answer, index) => ({
      index,
      message: { role: 'assistant', content: answer.text, refusal: null },
      logprobs: null,
      finish_reason: answer.finishReason,
    })),
    usage: writeUsage(call.promptTokens, completionTokens),
    system_fingerprint: 'fp_sandbox',
  });
  if (exchange.entry.scenario === 'garbage-json') return sendJson(exchange, 200, text.slice(0, text.length / 2));
  if (exchange.entry.scenario === 'cut-stream') return cutAnswer(exchange, text);
  sendJson(exchange, 200, text);
}

function writeAnswers(exchange: Exchange, request: ChatRequest): Answer[] {
  const question = request.messages.map((message) => message.text).join('\n');
  const tokensWanted = readNumberHeader(exchange, 'x-sandbox-answer-tokens', answerTokensMax);
  const { outputTokensMax } = request;
  return Array.from({ length: request.choices }, (_, index) =>
    writeAnswer({ seed: exchange.world.seed + index, question, tokensWanted, outputTokensMax }),
  );
}
