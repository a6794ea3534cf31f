/** How WXT calls what it puts around each unlisted script, and the line in it that brings ours. */
const WRAPPER = /virtual:wxt-unlisted-script-entrypoint/;
const OURS = /^import definition from .*$/m;

/**
 * Takes away what WXT puts around an unlisted script: words for a console of the page's, where we say nothing, in each of the
 * bundles that pages get.
 */
export function plainScriptsPlugin(): {
  readonly name: string;
  readonly transform: (code: string, id: string) => { readonly code: string; readonly map: null } | null;
} {
  return {
    name: 'tollkeeper:plain-scripts',
    transform(code, id) {
      if (!WRAPPER.test(id)) return null;
      const [ours] = OURS.exec(code) ?? [];
      if (ours === undefined) throw new Error(`[build] what WXT puts around a script has another form: ${id}`);
      return { code: `${ours}\nexport default definition.main();\n`, map: null };
    },
  };
}
