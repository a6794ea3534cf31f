import type { Draft, Outcome } from '../../lib/domain/call.ts';
import type { OpenCounter } from '../../lib/domain/count-tokens.ts';
import { attempt } from '../../lib/domain/json-path.ts';
import { OPEN_CALL_MS_MAX } from '../../lib/domain/open-call.ts';
import { readRate } from '../../lib/domain/rate.ts';
import { readRequestId } from '../../lib/domain/read-refusal.ts';
import type { Surface } from '../../lib/domain/surface.ts';
import { readTokensLeft } from '../../lib/domain/tokens-left.ts';
import { wastedOf } from '../../lib/domain/waste.ts';
import { type EstimateAt, openEstimateAt } from '../../lib/engine/estimate-at.ts';
import { counterOf, type ExactCounters, familyOf } from '../../lib/engine/exact-counters.ts';
import type { SettlePorts } from '../../lib/engine/ports.ts';
import { readDraft } from '../../lib/engine/read-draft.ts';
import { UNREAD_DRAFT } from '../../lib/engine/reopen-call.ts';
import { reviewCall, type Verdict } from '../../lib/engine/review-call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import type { Settled, Settlement } from '../../lib/engine/settlement.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { readModel } from '../../lib/wires/request-keys.ts';
import { type CountBeside, type OpenFamilyCounter, readBeside } from '../estimate/read-beside.ts';
import { openKeyMarks } from './key-marks.ts';
import { type AnsweredPrompt, openPromptMemory, type PromptMemory } from './prompt-memory.ts';

/** One call of a script about to leave. */
export interface ScriptCall {
  /** One attempt at one provider. */
  readonly callId: string;
  /** What the attempts of one request share. */
  readonly requestId: string;
  readonly provider: Provider;
  /** Null: nobody described where it goes. */
  readonly surface: Surface | null;
  /** What the surface's path named in this request; empty: nothing. */
  readonly named: string;
  /** What it pays with; null: nothing that is a key. */
  readonly key: string | null;
  /** Which tool makes it: what stands in the record where a page's calls have their origin. */
  readonly origin: string;
  /** Null: it is too long to be read, or it is no text. */
  readonly bodyText: string | null;
}

/** A call that was reviewed, and how it is told what came of it. */
export interface ReviewedCall {
  /** Null: its wire does not understand the body, or it was not read. */
  readonly draft: Draft | null;
  /** Null: there is nothing to price. */
  readonly verdict: Verdict | null;
  readonly fingerprint: string | null;
  /** What it would cost with another bound on its answer. Null: it has no price. Rejects where the ledger does. */
  readonly openEstimateAt: () => Promise<EstimateAt | null>;
  /**
   * Books what became of it, once however often it is told. `headers` by lower-case names; null: no answer came.
   * `isFailedOpen`: it went although nobody could review or hold it; absent: no. `toldAs`: see {@link Settlement}. Rejects
   * where the ledger does.
   */
  readonly settle: (
    outcome: Outcome,
    headers: Readonly<Record<string, string>> | null,
    how?: { readonly isFailedOpen?: boolean; readonly toldAs?: Settlement['toldAs'] },
  ) => Promise<Settled>;
}

/** Reviews and books the calls of scripts, as the background does those of pages. */
export interface CallDesk {
  /** The sizes of what it asks for; null: nothing here understands its body, or it was not read. */
  readonly read: (call: ScriptCall) => Draft | null;
  /** The same of a long body, counted where no other call waits for it. */
  readonly readLong: (call: ScriptCall) => Promise<Draft | null>;
  /** Rejects where the ledger fails; whether the call goes all the same is for the caller to say. */
  readonly review: (call: ScriptCall, options: ReviewOptions) => Promise<ReviewedCall>;
  /** What a call is booked with that goes although its review failed: nothing is read or written until it ends. */
  readonly unreviewed: (
    call: ScriptCall,
    known: Pick<ReviewOptions, 'policies'> & { readonly draft: Draft | null },
  ) => ReviewedCall;
  /**
   * These still run: their rows are not yet those of calls that nobody will settle. Rejects where the ledger does.
   */
  readonly keepOpen: (callIds: readonly string[]) => Promise<void>;
  /** Books a call that was answered with what an earlier one was answered. Rejects where the ledger does. */
  readonly bookSaved: (call: ScriptCall, instead: NonNullable<Settlement['instead']>) => Promise<Settled>;
}

/** How a call is looked at. */
export interface ReviewOptions {
  /** Whether a reason to stop it is asked for; without, it goes, and the reason is not looked for. */
  readonly canStop: boolean;
  /** What {@link CallDesk.read} made of the call. Absent: it was not read yet. */
  readonly draft?: Draft | null;
  /** The user's policies that changed it, for its record. Absent: none did. */
  readonly policies?: readonly string[];
  /** How many equal requests it makes within ten minutes. Absent: it was not compared. */
  readonly repeat?: number;
}

/** What a desk works with. */
export interface CallDeskOptions {
  readonly ports: SettlePorts;
  /** The ledger's own secret, 64 hex digits. */
  readonly secretHex: string;
  /** Names this run of the companion: calls of a run that has ended are settled as lost. */
  readonly runId: string;
  readonly counters: ExactCounters;
  /** Counts long bodies. Absent: they are counted like others. */
  readonly beside?: CountBeside;
}

/** Opens the desk of one run. */
export function openCallDesk({ ports, secretHex, runId, counters, beside }: CallDeskOptions): CallDesk {
  const openHere: OpenFamilyCounter = (family) => counterOf(family, counters)(null);
  const read = (call: ScriptCall): Draft | null => readCallDraft(call, openHere);
  const prompts = openPromptMemory();
  const marksOf = openKeyMarks(secretHex);
  const headingOf = (call: ScriptCall): Heading => headingBy(call, runId, marksOf);
  const reviewedAs = (
    call: ScriptCall,
    heading: Heading,
    { draft, verdict, policies = [] }: Pick<ReviewedCall, 'draft' | 'verdict'> & Pick<ReviewOptions, 'policies'>,
  ): ReviewedCall => ({
    draft,
    verdict,
    fingerprint: heading.fingerprint,
    openEstimateAt: async () => draft && openEstimateAt({ ...heading, draft }, ports),
    settle: (outcome, headers, { isFailedOpen = false, toldAs } = {}) =>
      settleCall(
        {
          ...heading,
          ...lostOf(prompts, call, { draft, outcome, payer: heading.fingerprint, at: ports.now() }),
          ...(policies.length > 0 && { policies }),
          ...(isFailedOpen && { isFailedOpen }),
          ...(toldAs !== undefined && { toldAs }),
          draft,
          outcome,
          providerRequestId: headers && readRequestId(headers),
          rate: headers && readRate(headers),
          tokensLeft: headers && readTokensLeft(headers),
        },
        ports,
      ),
  });
  return {
    read,
    readLong: async (call) =>
      beside === undefined ? read(call) : readBeside((open) => readCallDraft(call, open), beside, openHere),
    keepOpen: (callIds) => keepOpen(callIds, ports),
    bookSaved: (call, instead) =>
      settleCall({ ...headingOf(call), draft: read(call), outcome: UNMADE, instead }, ports),
    async review(call, { canStop, draft = read(call), policies, repeat = 0 }) {
      const heading = headingOf(call);
      const wasted = wastedOf({ repeat });
      const verdict =
        draft === null
          ? null
          : await reviewCall(
              { ...heading, draft, isUserStarted: canStop, canRead: false, waiting: [], policies, wasted },
              ports,
            );
      if (verdict === null && call.surface?.isFollowUp !== true) await openUnread(heading, ports, policies);
      return reviewedAs(call, heading, { draft, verdict, ...(policies && { policies }) });
    },
    unreviewed: (call, known) => reviewedAs(call, headingOf(call), { ...known, verdict: null }),
  };
}

function keepOpen(callIds: readonly string[], ports: SettlePorts): Promise<void> {
  return ports.transact(async (ledger) => {
    const expiresAt = ports.now() + OPEN_CALL_MS_MAX;
    for (const callId of callIds) {
      const row = await ledger.findOpenCall(callId);
      if (row !== null && row.expiresAt < expiresAt) await ledger.putOpenCall({ ...row, expiresAt });
    }
  });
}

/** What the provider's cache lost, of an answer that came: looked at when nobody waits for it any more. */
function lostOf(
  prompts: PromptMemory,
  { callId, provider, bodyText }: ScriptCall,
  {
    draft,
    outcome,
    ...given
  }: Pick<AnsweredPrompt, 'payer' | 'at'> & {
    readonly draft: Draft | null;
    readonly outcome: Outcome;
  },
): Pick<Settlement, 'wasted'> {
  if (draft === null || bodyText === null || outcome.kind !== 'answer') return {};
  const lostTokens = prompts.note({ ...given, callId, provider, bodyText, draft });
  return lostTokens > 0 ? { wasted: { lostTokens } } : {};
}

/** An answer that no provider gave. */
const UNMADE: Outcome = { kind: 'answer', usage: null, cost: null, output: null };

interface Heading extends Pick<ScriptCall, 'callId' | 'requestId' | 'origin'> {
  readonly documentId: string;
  readonly provider: string;
  readonly surface: string;
  readonly fingerprint: string | null;
  readonly masked: string | null;
}

function headingBy(call: ScriptCall, runId: string, marksOf: ReturnType<typeof openKeyMarks>): Heading {
  const { callId, requestId, provider, surface, origin, key } = call;
  return {
    ...{ callId, requestId, origin },
    documentId: runId,
    provider: provider.id,
    surface: surface?.id ?? `${provider.id}/unlisted`,
    ...marksOf(key, provider.keys),
  };
}

/** What a body asks for, counted by the model's own vocabulary where there is one. */
function readCallDraft({ surface, named, bodyText, provider }: ScriptCall, open: OpenFamilyCounter): Draft | null {
  if (surface === null || (bodyText === null && surface.rule?.count.of !== 'call')) return null;
  const inPath = surface.isModelInPath ? readModel(attempt(() => decodeURIComponent(named), null)) : null;
  const openCounter: OpenCounter = (model) => {
    const name = inPath ?? model;
    return open(name === null ? null : familyOf(name, provider));
  };
  const draft = attempt(() => readDraft(surface, bodyText ?? '', openCounter)?.draft ?? null, null);
  return draft === null || !surface.isModelInPath ? draft : { ...draft, model: inPath };
}

/** A call nobody could review is on its way all the same: without this row a crash would forget it. */
function openUnread(heading: Heading, ports: SettlePorts, policies: readonly string[] = []): Promise<void> {
  const now = ports.now();
  return ports.transact(async (ledger) => {
    const context = await ledger.readContext({ ...heading, model: null });
    await ledger.putOpenCall({
      ...heading,
      account: context.account?.id ?? null,
      ...(context.account?.ownId !== undefined && { paidBy: context.account.ownId }),
      draft: UNREAD_DRAFT,
      estimate: null,
      ...(policies.length > 0 && { policies }),
      isReviewed: false,
      wasAsked: false,
      isSent: true,
      openedAt: now,
      expiresAt: now + OPEN_CALL_MS_MAX,
    });
  });
}
