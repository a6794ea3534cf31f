import { sendJson, sendText } from '../exchange.ts';
import { type DeepSeekExchange, uuidOf } from './log-entry.ts';

interface DeepSeekError {
  readonly status: number;
  readonly message: string;
  readonly type: string;
}

/** The errors a caller meets; every one has the code `invalid_request_error` and param `null`. */
export const errors = {
  // Words and type as in continuedev/continue#4251 and Aider-AI/aider#4851.
  noMoney: { status: 402, message: 'Insufficient Balance', type: 'unknown_error' },
  noModel: { status: 400, message: 'Model Not Exist', type: 'invalid_request_error' },
  noMessages: {
    status: 422,
    message: 'Failed to deserialize the JSON body into the target type: missing field `messages`',
    type: 'invalid_request_error',
  },
  badLimit: {
    status: 400,
    message: 'Invalid max_tokens value, the valid range of max_tokens is [1, 393216]',
    type: 'invalid_request_error',
  },
  // Words of the public table of error codes; no body was found quoted.
  tooMany: { status: 429, message: 'Rate Limit Reached', type: 'unknown_error' },
  overloaded: { status: 503, message: 'Server Overloaded', type: 'unknown_error' },
} as const satisfies Readonly<Record<string, DeepSeekError>>;

/** Sends an error; its request id is another than that of the header `x-ds-trace-id`. */
export function sendError(exchange: DeepSeekExchange, { status, message, type }: DeepSeekError): void {
  const id = uuidOf(exchange.world);
  const words = exchange.world.marksErrors ? `${message} (request_id: ${id})` : message;
  sendJson(exchange, status, { error: { message: words, type, param: null, code: 'invalid_request_error' } });
}

/** No key at all: the gate before the service answers, in plain text and without saying so. */
export function sendNoKey(exchange: DeepSeekExchange): void {
  sendText(exchange, 401, 'Authentication Fails (governor)', {});
}

/** A key nobody has. */
export function sendWrongKey(exchange: DeepSeekExchange, key: string): void {
  const message = `Authentication Fails, Your api key: ****${key.slice(-4)} is invalid`;
  sendError(exchange, { status: 401, message, type: 'authentication_error' });
}
