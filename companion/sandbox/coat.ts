import type { Exchange } from './http.ts';
import type { RefusalAnswer, RefusalFacts } from './refusal-body.ts';

/** How the sandbox looks from outside in the place of a real provider. The sandbox itself knows none: one is handed in. */
export interface SandboxCoat {
  /** The provider's id. */
  readonly id: string;
  readonly name: string;
  /** What its wallet is counted in: money or credits, as the provider calls it. */
  readonly unit: string;
  /** Answers a request of the provider's API; `false`: its API has nothing at this address. */
  readonly answer: (exchange: Exchange) => Promise<boolean>;
  /** A refusal for money, a key or a limit, as the provider writes it. */
  readonly refuse: (exchange: Exchange, facts: RefusalFacts) => RefusalAnswer;
  /** The body of any other error, as the provider writes those. */
  readonly writeError: (exchange: Exchange, status: number, message: string) => unknown;
}
