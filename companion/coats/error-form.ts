import type { WireId } from '../../lib/domain/call.ts';

/** How errors of a wire are written where nothing of the provider's own was recorded. */
export function writeErrorForm(wire: WireId | null, status: number, message: string): unknown {
  const [type, google] = NAMES[status] ?? (status < 500 ? ['invalid_request_error', 'INVALID_ARGUMENT'] : OF_SERVER);
  switch (wire) {
    case 'anthropic-messages':
    case 'anthropic-batches':
      return { type: 'error', error: { type, message } };
    case 'gemini-generate':
      return { error: { code: status, message, status: google } };
    case 'bedrock-converse':
    case 'cohere-chat':
      return { message };
    case 'replicate-predictions':
      return { title: type, detail: message, status };
    case 'metered':
      return { error: message, message };
    default:
      return { error: { message, type, param: null, code: null } };
  }
}

const OF_SERVER = ['api_error', 'INTERNAL'] as const;

/** By status, as OpenAI and Anthropic call it, and as Google does (AIP-193). */
const NAMES: Readonly<Record<number, readonly [string, string]>> = {
  401: ['authentication_error', 'UNAUTHENTICATED'],
  402: ['billing_error', 'FAILED_PRECONDITION'],
  403: ['permission_error', 'PERMISSION_DENIED'],
  404: ['not_found_error', 'NOT_FOUND'],
  429: ['rate_limit_error', 'RESOURCE_EXHAUSTED'],
};
