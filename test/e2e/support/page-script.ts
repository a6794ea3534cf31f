/** A call ready to be sent into a browser. */
export interface ScriptCall {
  /** Source of a function, or of one expression. */
  readonly source: string;
  readonly args: readonly unknown[];
  readonly timeoutMs: number;
}

/** Bound of an `evaluate` that names none. */
export const EVALUATE_TIMEOUT_MS = 30_000;

/**
 * The source of a function of one argument that runs the call and resolves to its result as JSON text (undefined for
 * undefined). With `takesTarget` the script's first argument is that one argument, e.g. a shadow root.
 */
export function toFunctionSource(call: ScriptCall, takesTarget: boolean): string {
  const args = call.args.map((value) => JSON.stringify(value) ?? 'undefined').join(', ');
  const first = takesTarget ? 'target, ' : '';
  return `async (target) => {
  const script = (${call.source}\n);
  const value = await (typeof script === 'function' ? script(${first}${args}) : script);
  return JSON.stringify(value);
}`;
}

/** The result of a call from the text its function resolved to. */
export function fromJsonText<R>(text: unknown): R {
  return (typeof text === 'string' ? JSON.parse(text) : undefined) as R;
}

/** A script's source, whether it came as text or as a function. */
export function toSource(script: unknown): string {
  return String(script);
}
