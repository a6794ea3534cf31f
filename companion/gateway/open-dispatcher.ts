import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { Bounds } from './bounds.ts';

/** Where the environment says how the network is reached. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Never asked of a proxy: what listens on this machine is no one else's. */
const LOCAL = ['localhost', '.localhost', '127.0.0.1', '[::1]'];

/**
 * Pools of kept-alive connections, one for each provider's origin; through HTTPS_PROXY and HTTP_PROXY where NO_PROXY does not
 * say otherwise. Certificates: those that Node trusts, with NODE_EXTRA_CA_CERTS, which Node reads when it starts.
 */
export function openDispatcher(environment: Environment, bounds: Bounds): Dispatcher {
  const options: Agent.Options = {
    pipelining: 1,
    headersTimeout: bounds.answerMsMax,
    bodyTimeout: bounds.answerIdleMsMax,
    connectTimeout: bounds.connectMsMax,
    connect: { timeout: bounds.connectMsMax },
    maxHeaderSize: bounds.headerBytesMax * 2,
    // One connection, one request: what a provider's balancer does with shared ones is not ours to find out.
    allowH2: false,
  };
  const httpProxy = variable(environment, 'http_proxy');
  const httpsProxy = variable(environment, 'https_proxy');
  if (httpProxy === '' && httpsProxy === '') return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    // An empty text is no proxy; undefined would have it look into the process's own environment.
    httpProxy,
    httpsProxy,
    noProxy: [...LOCAL, variable(environment, 'no_proxy')].filter((entry) => entry !== '').join(','),
  });
}

function variable(environment: Environment, name: string): string {
  return environment[name] ?? environment[name.toUpperCase()] ?? '';
}
