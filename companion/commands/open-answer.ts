import { type IncomingMessage, request } from 'node:http';
import { dataFolder } from '../data-folder.ts';
import { speak } from '../terminal/speak.ts';
import { notRunning, readJson, runningDaemon, saidNo } from './ask-companion.ts';

const ASK_MS_MAX = 60_000;

/**
 * Asks the companion for what comes piece by piece, with whatever it says behind it. Throws a user error as `askCompanion` does.
 */
export async function openAnswer(path: string, folder = dataFolder()): Promise<IncomingMessage> {
  const { origin, apiToken } = runningDaemon(folder);
  const { request: ask } = origin.startsWith('https:') ? await import('node:https') : { request };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { authorization: `Bearer ${apiToken}` };
    const asking = ask(`${origin}/api/v1${path}`, { headers, timeout: ASK_MS_MAX }, resolve);
    asking.once('timeout', () => asking.destroy(new Error('[companion] no answer in time')));
    asking.once('error', (error) => reject(notRunning(speak('any.itListenedBeforeAndDoes'), error)));
    asking.end();
  });
  if (response.statusCode === 200) return response;
  let text = '';
  for await (const piece of response.setEncoding('utf8')) text += piece;
  throw saidNo(response.statusCode ?? 0, readJson(text).detail);
}
