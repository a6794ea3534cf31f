/** Who says so where nobody else is named: kept with a rate. */
export const SET_BY_HAND = 'set by hand';
