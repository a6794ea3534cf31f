/** What a check found. */
export interface Finding {
  readonly name: string;
  /** `bad`: it does not work like this. `odd`: it works, and probably not as it is meant. */
  readonly state: 'ok' | 'odd' | 'bad';
  readonly why: string;
  /** Null: nothing. */
  readonly todo: string | null;
}

/** Nothing to do. */
export const fine = (name: string, why: string): Finding => ({ name, state: 'ok', why, todo: null });

/** It works, and probably not as it is meant. */
export const odd = (name: string, why: string, todo: string): Finding => ({ name, state: 'odd', why, todo });

/** It does not work like this. */
export const bad = (name: string, why: string, todo: string): Finding => ({ name, state: 'bad', why, todo });
