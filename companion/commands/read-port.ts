import { speak } from '../terminal/speak.ts';
import { createUserError } from './user-error.ts';

/** Where the gateway listens unless somebody says otherwise. */
export const GATEWAY_PORT = 4117;

/** The port in `--port`; `undefined` when it was left out, `null` for 0 (any free one). Throws a user error. */
export function readPort(value: string | boolean | undefined): number | null | undefined {
  if (value === undefined) return undefined;
  const port = /^\d{1,5}$/.test(String(value)) ? Number(value) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port === 0 ? null : port;
  throw createUserError({
    what: speak('readPort.isNoPort', { value }),
    why: speak('readPort.aPortIsAWhole'),
    todo: speak('readPort.tryPort4118OrLeave'),
    exitCode: 2,
  });
}
