/** A store's state, and what can be done with it. */
export interface Part<S, D> {
  readonly state: S;
  readonly deeds: D;
}
