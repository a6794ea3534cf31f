/** What is wrong with a kept secret. */
export type SecretFault =
  | 'wrong-key'
  | 'corrupt'
  | 'too-open'
  | 'newer'
  | 'no-key'
  | 'weak-key'
  | 'unreadable'
  | 'unwritable'
  | 'bad-name'
  | 'bad-key'
  | 'taken'
  | 'locked';

/** Says what happened and what to do; never holds a secret. */
export class SecretProblem extends Error {
  readonly fault: SecretFault;
  constructor(fault: SecretFault, message: string, options?: ErrorOptions) {
    super(`[secrets] ${message}`, options);
    this.fault = fault;
  }
}
