import { within } from './bounded.ts';
import type { CdpConnection, CdpSession } from './cdp.ts';
import { type DocumentEngine, missingRoot } from './engine.ts';
import { type ScriptCall, toFunctionSource } from './page-script.ts';

/** A document as CDP sees it: same-process frames share their page's session, others have one of their own. */
interface Place {
  readonly session: CdpSession;
  readonly frameId: string;
  /** The document object in its MAIN world; null for a session's own top document. */
  readonly documentId: string | null;
}

/** The sessions of one page and of its frames in other processes, by frame id. */
export interface PageSessions {
  readonly connection: CdpConnection;
  readonly session: CdpSession;
  readonly frameSessions: Map<string, CdpSession>;
  /** A crashed page answers nothing: asking it would only wait. */
  hasCrashed(): boolean;
}

interface Evaluated {
  readonly result: { readonly value?: unknown; readonly objectId?: string };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
}

const STEP_TIMEOUT_MS = 10_000;
const ISOLATED_WORLD = 'driver';

function unwrap(evaluated: Evaluated): unknown {
  const failure = evaluated.exceptionDetails;
  if (failure) throw new Error(`[page] ${failure.exception?.description ?? failure.text}`);
  return evaluated.result.value;
}

async function topPlace(session: CdpSession): Promise<Place> {
  const { frameTree } = await session.send('Page.getFrameTree');
  return { session, frameId: frameTree.frame.id, documentId: null };
}

async function livePlace(sessions: PageSessions): Promise<Place> {
  if (sessions.hasCrashed()) throw new Error('[page] the page has crashed');
  return topPlace(sessions.session);
}

/** An element found with the browser's own querySelector, whatever the page has made of its one; null if none. */
async function findElement(place: Place, selectorOrIndex: string | number): Promise<string | null> {
  const { executionContextId } = await place.session.send('Page.createIsolatedWorld', {
    frameId: place.frameId,
    worldName: ISOLATED_WORLD,
  });
  const wanted = JSON.stringify(selectorOrIndex);
  const expression =
    typeof selectorOrIndex === 'number'
      ? `document.querySelectorAll('iframe, frame')[${wanted}]`
      : `document.querySelector(${wanted})`;
  const found = await place.session.send('Runtime.evaluate', { expression, contextId: executionContextId });
  unwrap(found as Evaluated);
  return found.result.objectId ?? null;
}

/** The session of a frame in another process: there the frame is a target whose id is the frame's. */
async function frameSession(sessions: PageSessions, frameId: string): Promise<CdpSession> {
  const known = sessions.frameSessions.get(frameId);
  if (known) return known;
  const session = await sessions.connection.attach(frameId);
  sessions.frameSessions.set(frameId, session);
  session.detached.then(() => sessions.frameSessions.delete(frameId));
  return session;
}

async function framePlace(sessions: PageSessions, parent: Place, selectorOrIndex: string | number): Promise<Place> {
  const objectId = await findElement(parent, selectorOrIndex);
  if (!objectId) throw new Error(`[page] no frame matches ${selectorOrIndex}`);
  const { node } = await parent.session.send('DOM.describeNode', { objectId, pierce: true });
  if (!node.frameId) throw new Error(`[page] ${selectorOrIndex} is no frame`);
  if (!node.contentDocument) return topPlace(await frameSession(sessions, node.frameId));
  const { backendNodeId } = node.contentDocument;
  const { object } = await parent.session.send('DOM.resolveNode', { backendNodeId });
  return { session: parent.session, frameId: node.frameId, documentId: object.objectId ?? null };
}

async function callOn(place: Place, objectId: string, functionSource: string): Promise<Evaluated> {
  const called = await place.session.send('Runtime.callFunctionOn', {
    functionDeclaration: `function () { return (${functionSource})(this); }`,
    objectId,
    awaitPromise: true,
    returnByValue: true,
    // Playwright says true here, and so gives every page it looks into user activation.
    userGesture: false,
  });
  place.session.send('Runtime.releaseObject', { objectId }).catch(() => {});
  return called as Evaluated;
}

async function runIn(place: Place, call: ScriptCall): Promise<unknown> {
  const source = toFunctionSource(call, false);
  const running = place.documentId
    ? callOn(place, place.documentId, source)
    : place.session.send('Runtime.evaluate', {
        expression: `(${source})()`,
        awaitPromise: true,
        returnByValue: true,
        userGesture: false,
        allowUnsafeEvalBlockedByCSP: true,
      });
  return unwrap((await within(call.timeoutMs, 'the end of the script', running)) as Evaluated);
}

async function runInRoot(place: Place, hostSelector: string, call: ScriptCall): Promise<unknown> {
  const objectId = await findElement(place, hostSelector);
  if (!objectId) throw missingRoot(hostSelector);
  const { node } = await place.session.send('DOM.describeNode', { objectId, depth: 1, pierce: true });
  const root = node.shadowRoots?.find(({ shadowRootType }) => shadowRootType !== 'user-agent');
  if (!root) throw missingRoot(hostSelector);
  const { object } = await place.session.send('DOM.resolveNode', { backendNodeId: root.backendNodeId });
  const called = callOn(place, object.objectId ?? '', toFunctionSource(call, true));
  return unwrap(await within(call.timeoutMs, 'the end of the script in the root', called));
}

async function frameOffset(parent: Place, selectorOrIndex: string | number): Promise<{ x: number; y: number }> {
  const objectId = await findElement(parent, selectorOrIndex);
  if (!objectId) throw new Error(`[page] no frame matches ${selectorOrIndex}`);
  const source = `(frame) => {
    const box = frame.getBoundingClientRect();
    return { x: box.x + frame.clientLeft, y: box.y + frame.clientTop };
  }`;
  return unwrap(await callOn(parent, objectId, source)) as { x: number; y: number };
}

/** The engine of the document that `locate` finds; it is looked up at every use, since frames navigate. */
export function createChromiumDocument(
  sessions: PageSessions,
  locate: () => Promise<Place> = () => livePlace(sessions),
  offset: DocumentEngine['offset'] = async () => ({ x: 0, y: 0 }),
): DocumentEngine {
  const located = (): Promise<Place> => within(STEP_TIMEOUT_MS, 'the document', locate());
  return {
    run: async (call) => runIn(await located(), call),
    runInShadowRoot: async (hostSelector, call) => runInRoot(await located(), hostSelector, call),
    frame: (selectorOrIndex) =>
      createChromiumDocument(
        sessions,
        async () => framePlace(sessions, await locate(), selectorOrIndex),
        async () => {
          const outer = await offset();
          const inner = await frameOffset(await located(), selectorOrIndex);
          return { x: outer.x + inner.x, y: outer.y + inner.y };
        },
      ),
    offset,
  };
}
