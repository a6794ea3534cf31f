import { listBaseAddresses } from './base-addresses.ts';
import type { TurnedAway } from './door.ts';
import type { NoUpstream } from './find-upstream.ts';
import type { Problem } from './problem.ts';
import type { NoCaller } from './read-caller.ts';
import type { ReviewedBody } from './review-port.ts';

/** Why a request leads nowhere, and what to set. */
export function upstreamProblem(reason: NoUpstream, gatewayOrigin: string): Problem {
  const list = (): readonly string[] => listBaseAddresses(gatewayOrigin).map(({ address }) => address);
  switch (reason.kind) {
    case 'nowhere':
      return {
        type: 'unknown-provider',
        title: 'No provider in this address',
        detail: `The first part of the path names the provider. Set your client's base address to one of those listed under "choices", for example ${gatewayOrigin}/openai/v1.`,
        choices: list(),
      };
    case 'unknown-provider':
      return {
        type: 'unknown-provider',
        title: 'Unknown provider',
        detail: `Tollkeeper knows no provider "${show(reason.name)}". Set your client's base address to one of those listed under "choices", for example ${gatewayOrigin}/openai/v1.`,
        choices: list(),
      };
    case 'needs-host':
    case 'foreign-host':
      return {
        type: 'unknown-provider',
        title: reason.kind === 'needs-host' ? 'The host is missing' : 'Not a host of this provider',
        detail: `Name the host behind an @: ${gatewayOrigin}/${reason.provider.id}@<host>/… ${reason.provider.name} answers at those listed under "choices".`,
        choices: reason.hosts,
      };
    case 'ambiguous-path':
      return {
        type: 'bad-request',
        title: 'Ambiguous path',
        detail: 'The path has "." or ".." as a part, which providers resolve in different ways. Write it without.',
      };
  }
}

/** Why somebody is not let in, and what to do. */
export function callerProblem(reason: NoCaller, provider: string): Problem {
  switch (reason.kind) {
    case 'unknown-token':
      return {
        type: 'unknown-token',
        title: 'Unknown token',
        detail:
          'This Tollkeeper token is not known here, or was revoked. It was not sent on. Make a new one for the tool.',
      };
    case 'several-tools':
      return {
        type: 'unknown-token',
        title: 'Tokens of two tools',
        detail: 'The request carries tokens of different tools. Leave one of them out.',
      };
    case 'token-needed':
      return {
        type: 'token-needed',
        title: 'A token is needed',
        detail:
          'From another machine only tools with a Tollkeeper token are served. Put it where the key goes, or in a tollkeeper-token header.',
      };
    case 'locked-account':
      return {
        type: 'no-account',
        title: 'The key is locked',
        detail: `The key of this account is in the system's keychain, which does not give it out: ${reason.why}. Unlock the keychain and run "tollkeeper accounts unlock". Nothing was sent.`,
      };
    case 'no-account':
      return {
        type: 'no-account',
        title: 'No key for this provider',
        detail: `The tool "${show(reason.tool)}" has a token, but ${reason.account === null ? `there is not exactly one account of ${provider}` : `there is no account "${show(reason.account)}" of ${provider}`}. Add one with "tollkeeper accounts add", or name one in a tollkeeper-account header.`,
      };
  }
}

/** Why a request is turned away at the door. */
export function doorProblem(reason: TurnedAway): Problem {
  if (reason === 'foreign-page') {
    return {
      type: 'foreign-page',
      title: 'Not for web pages',
      detail:
        'A web page asked. Pages are served only where their origin was allowed when Tollkeeper was started (tollkeeper up --allow-origin).',
    };
  }
  if (reason === 'several-hosts') {
    return {
      type: 'bad-request',
      title: 'Not a request that can be read in one way',
      detail: 'The request names its Host more than once. Nothing was sent on.',
    };
  }
  return {
    type: 'foreign-host',
    title: 'Not this gateway',
    detail:
      'The Host of the request is not this gateway. Use 127.0.0.1 or localhost, or allow the name when Tollkeeper is started (tollkeeper up --allow-host).',
  };
}

/** That the ledger cannot tell whether a call may go. */
export const LEDGER_UNAVAILABLE: Problem = {
  type: 'ledger-unavailable',
  title: 'The ledger is not available',
  detail: 'Tollkeeper could not note what this call may cost, so it was not sent. Nothing was charged. Try again.',
  userMessage: 'This service is briefly unavailable. Please try again.',
  retryAfterMs: 5000,
};

/** A body that may not go because nobody could look at it; for ports that refuse such bodies under a hard budget. */
export function unreviewedProblem({ why, bytes }: Extract<ReviewedBody, { kind: 'unreviewed' }>): Problem {
  const size = bytes === null ? 'of unknown length' : `of ${bytes} bytes`;
  return {
    type: 'unreviewed-body',
    title: 'The request could not be reviewed',
    detail: `${UNREVIEWED[why]} (a body ${size}). Under a hard limit such a call is not sent; nothing was charged.`,
  };
}

const UNREVIEWED = {
  'too-large': 'It is larger than what is reviewed',
  encoded: 'It is compressed in a way that is not understood',
  'not-text': 'It is no text',
  busy: 'Too many large requests are being reviewed at once',
} as const;

/** What a client wrote, short and without signs that mean something elsewhere. */
function show(text: string): string {
  return text
    .replace(/tkp_[\w-]*/g, '…')
    .replace(/[^\p{L}\p{N}@._ -]/gu, '?')
    .slice(0, 64);
}
