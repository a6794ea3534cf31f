import type { Draft, Revision } from '../../lib/domain/call.ts';
import { parseJson, readKey } from '../../lib/domain/json-path.ts';
import type { Adapted, CurrentCall } from '../calls/reviewer.ts';
import { reviseCall } from '../calls/revise-call.ts';
import type { Problem } from '../gateway/problem.ts';
import type { Hop } from '../gateway/review-port.ts';
import { labelOf, ofKind, type Policy, type PolicyOf } from './policy.ts';

/** What is to be made of a call. */
interface ToAdapt {
  /** Those for it, in their order. */
  readonly policies: readonly Policy[];
  /** Downgraded access that is in force for it. */
  readonly downgraded: readonly PolicyOf<'downgraded'>[];
  /** Absent: it goes where its client wanted. */
  readonly hop?: Hop | undefined;
}

/**
 * What policies change of a call before it is held: first what its way asks for, then the cheaper model, at last what
 * downgraded access allows, so that nothing passes that. Null: it stays as it is.
 */
export function adaptCall(current: CurrentCall, { policies, downgraded, hop }: ToAdapt): Adapted | null {
  let now = current;
  for (const revision of hop?.revisions ?? []) {
    const revised = revise(now, revision, null);
    if (revised === null) return stop(NOT_CHANGEABLE);
    now = revised;
  }
  const cheaper = hop === undefined ? findCheaper(now, policies, downgraded) : null;
  if (cheaper !== null) now = revise(now, { kind: 'model', model: cheaper.model }, labelOf(cheaper.policy)) ?? now;
  for (const policy of downgraded) {
    if (now.draft?.model == null || !policy.models.includes(now.draft.model))
      return stop(notAllowed(policy, now.draft));
    const capped = cap(now, policy);
    if (capped === null) return stop(notCapped(policy));
    now = capped;
  }
  return now === current ? null : { kind: 'changed', ...now };
}

function revise(current: CurrentCall, revision: Revision, policy: string | null): CurrentCall | null {
  const { call, draft, changes, policies } = current;
  const revised = draft && reviseCall(call, draft, revision);
  if (draft === null || revised === null) return null;
  return {
    call: revised.call,
    draft: withRevision(draft, revision),
    changes: [...changes, revised.change],
    policies: policy === null ? policies : [...policies, policy],
  };
}

/** What the decisions that follow need of it; it is read anew before it is held. */
function withRevision(draft: Draft, revision: Revision): Draft {
  if (revision.kind === 'model') return { ...draft, model: revision.model };
  return revision.kind === 'output-max' ? { ...draft, outputTokensMax: revision.outputTokensMax } : draft;
}

interface Cheaper {
  readonly model: string;
  readonly policy: PolicyOf<'cheaper-model'>;
}

function findCheaper(
  { call, draft }: CurrentCall,
  policies: readonly Policy[],
  downgraded: readonly PolicyOf<'downgraded'>[],
): Cheaper | null {
  const model = draft?.model ?? null;
  if (draft === null || model === null || draft.inputTokens === null) return null;
  for (const policy of ofKind(policies, 'cheaper-model')) {
    const to: string | undefined = Object.hasOwn(policy.models, model) ? policy.models[model] : undefined;
    if (to === undefined || to === model || draft.inputTokens.high >= policy.promptTokensBelow) continue;
    if (downgraded.some(({ models }) => !models.includes(to))) continue;
    if (call.body.kind === 'text' && isPlain(draft, call.body.text)) return { model: to, policy };
  }
  return null;
}

/** Members of requests by which a model gets tools, on any wire. */
const TOOLS = [
  'tools',
  'functions',
  'tool_choice',
  'toolConfig',
  'tool_config',
  'mcp_servers',
  'web_search_options',
] as const;

/** Text alone: no tools, nothing that another model may not take, nothing that a provider remembers for one model. */
function isPlain(draft: Draft, bodyText: string): boolean {
  const { uncounted, media = [], makes = [], units, traits = [] } = draft;
  const isText = uncounted === undefined && media.length === 0 && makes.length === 0 && units === null;
  return isText && !traits.includes('tools') && hasNoTools(parseJson(bodyText));
}

/** Whether the body of a request offers its model no tools, of the client's or of the provider's. */
export function hasNoTools(body: unknown): boolean {
  return TOOLS.every((name) => {
    const found = readKey(body, name);
    return found === undefined || found === null || (Array.isArray(found) && found.length === 0);
  });
}

/** Null: it has no bound that could be set. What gives no answer in tokens needs none. */
function cap(current: CurrentCall, policy: PolicyOf<'downgraded'>): CurrentCall | null {
  const { maxTokens } = policy;
  const bound = current.draft?.outputTokensMax ?? null;
  if (maxTokens === null || (bound !== null && bound <= maxTokens)) return current;
  return revise(current, { kind: 'output-max', outputTokensMax: maxTokens }, labelOf(policy));
}

const NOT_CHANGEABLE: Problem = {
  type: 'policy-refused',
  title: 'This request cannot go another way',
  detail:
    'A policy would change the request, which is signed or was not understood. Nothing was sent, nothing was charged.',
};

function notAllowed(policy: PolicyOf<'downgraded'>, draft: Draft | null): Problem {
  const model = draft?.model ?? null;
  const asked =
    model === null ? 'which model this request asks for is not known' : 'the model it asks for is none of them';
  return {
    ...refusedBy(policy),
    detail: `The soft budget "${policy.budget}" was passed: until its window ends only the models listed under "choices" may be used, and ${asked}. Nothing was sent, nothing was charged.`,
    choices: policy.models,
    options: policy.models.map((one) => ({ kind: 'cheaper-model', text: `Use ${one}.`, model: one })),
  };
}

function notCapped(policy: PolicyOf<'downgraded'>): Problem {
  return {
    ...refusedBy(policy),
    detail: `The soft budget "${policy.budget}" was passed: until its window ends answers have at most ${policy.maxTokens} tokens, and this request cannot be bounded here. Nothing was sent, nothing was charged.`,
    ...(policy.maxTokens !== null && {
      options: [
        { kind: 'lower-max-tokens', text: `Set max_tokens to ${policy.maxTokens}.`, maxTokens: policy.maxTokens },
      ],
    }),
  };
}

function refusedBy(policy: Policy): Pick<Problem, 'type' | 'title' | 'userMessage' | 'violated-policies'> {
  return {
    type: 'policy-refused',
    title: 'Stopped by your own policy',
    userMessage: 'This request cannot be made right now: a spending limit has been reached.',
    'violated-policies': [labelOf(policy)],
  };
}

function stop(problem: Problem): Adapted {
  return { kind: 'stop', problem };
}
