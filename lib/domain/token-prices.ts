/**
 * What each feature of `token-pieces` is worth in tokens, fitted to exact o200k_base counts by `bench/fit-counter.ts`, which
 * writes this file; how far it is off is in docs/estimates.md.
 */

/** Hundredths of a token by feature, up to the hashed ones. */
// biome-ignore format: a table.
export const PLAIN_PRICES: readonly number[] = [
  16, 16, 134, 25, 41, 7, 37, 19, 72, 18, 71, 53, 32, 40, 36, 41, 56, 55, 57, 103, 101, 59, 40, 24,
  13, 26, 29, 28, 31, 36, 37, 38, 33, 30, 66, -41, 72, 92, 0, 11, -6, 114, 78, 1, 86, -1, 30, 0,
  114, 93, 72, 27, 0, 28, 132, -1, -20, 18, 73, 0, 43, 4, 15, 4, 3, -38, 41, -16, 29, 113, 0, 66,
  105, 5, 82, 41, 99, 10, 22, 30, 21, 14, 15, 53, 46, 57, 100,
];

/** Of the hashed features, two a character: see `unpack` in `count-tokens`. */
export const HASH_PRICES =
  'Hj``nOVKi[eW?dcde`fb?O[daSdnac\\\\dQ?ZI\\dukf?Rm`Fc>w`ndhRbb[da`>vwi?Hva`JeQZmeOnni<Vfmc`vbijOB[ecb=l6X[bld[@ljIY[a' +
  'X<8ImYXHF[XaCZKHIOia>na\\@lebFWddXnHecnaX[><=dbQ\\dIna?ddd@clXd[`Da[mdldXcd_cZc[aZ9uE\\Hd?^ieG@XZQSYjbinAcmdZRa?j`Z' +
  'F\\mmmmI`ikdj3jJhdXd@;Zw@cwD\\l@[d';
