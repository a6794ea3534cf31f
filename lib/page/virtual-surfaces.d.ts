/** Made at build from the provider files (`build/surfaces-plugin.ts`): places only, no prices, refusals or links. */
declare module 'virtual:surfaces' {
  export const places: readonly import('./unpack-surfaces.ts').PackedPlace[];
}
