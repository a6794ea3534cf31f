import { type CdpSession, connectCdp } from './cdp.ts';
import type { NetworkRequest } from './driver.ts';

/** Writes down what every page, frame and worker of one Chromium requests. */
export interface NetworkRecorder {
  setOffline(isOffline: boolean): Promise<void>;
  close(): void;
}

interface Target {
  readonly targetId: string;
  readonly type: string;
  readonly url: string;
}

function originOf(url: string): string | null {
  return /^(?:https?|chrome-extension):\/\/[^/?#]+/.exec(url)?.[0] ?? null;
}

/** Lets a target go on that waits for us before its first script. */
function resume(session: CdpSession): void {
  session.send('Runtime.runIfWaitingForDebugger').catch(() => {});
}

const CONDITIONS = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };

/**
 * Listens on a connection of its own, which sees each target before its first script runs. Requests are appended to
 * `requests` in order of start.
 */
export async function recordNetwork(endpoint: string, requests: NetworkRequest[]): Promise<NetworkRecorder> {
  const connection = await connectCdp(endpoint);
  const sessions = new Set<CdpSession>();
  // An extension page attaches to its worker too: only the first session of a target counts its requests.
  const heardTargets = new Set<string>();
  let isOfflineNow = false;
  const autoAttach = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true };

  const listen = async (session: CdpSession, target: Target): Promise<void> => {
    if (heardTargets.has(target.targetId)) return;
    heardTargets.add(target.targetId);
    sessions.add(session);
    session.detached.then(() => {
      sessions.delete(session);
      heardTargets.delete(target.targetId);
    });
    session.events.addListener('Network.requestWillBeSent', ({ request, documentURL, type, frameId }) => {
      if (!/^https?:/.test(request.url)) return;
      const isAddressBar = type === 'Document' && frameId === target.targetId;
      const asker = target.type.endsWith('worker') ? target.url : documentURL;
      requests.push({
        url: request.url,
        method: request.method,
        initiatorOrigin: isAddressBar ? null : originOf(asker),
      });
    });
    session.events.addListener('Target.attachedToTarget', onAttached);
    // A stopped worker that starts again waits once more, and says so with this event alone.
    session.events.addListener('Inspector.targetReloadedAfterCrash', () => resume(session));
    await session.send('Inspector.enable');
    await session.send('Network.enable');
    if (isOfflineNow) await session.send('Network.emulateNetworkConditions', { offline: true, ...CONDITIONS });
    // Of a service worker's own session it is not asked for: a worker has nothing below it.
    if (target.type !== 'service_worker') await session.send('Target.setAutoAttach', autoAttach);
  };
  const onAttached = (event: { sessionId: string; targetInfo: Target; waitingForDebugger: boolean }): void => {
    const session = connection.session(event.sessionId);
    // A target that goes while we attach is no failure; one that we would leave waiting would be.
    listen(session, event.targetInfo)
      .catch(() => {})
      .finally(() => resume(session));
  };
  connection.browser.events.addListener('Target.attachedToTarget', onAttached);
  await connection.browser.send('Target.setAutoAttach', autoAttach);
  return {
    async setOffline(isOffline) {
      isOfflineNow = isOffline;
      const conditions = { offline: isOffline, ...CONDITIONS };
      const asked = [...sessions].map((session) => session.send('Network.emulateNetworkConditions', conditions));
      await Promise.allSettled(asked);
    },
    close: () => connection.close(),
  };
}
