/** Puts a text on the clipboard. False: the browser did not let it. Called in a click. */
export function copyText(text: string): Promise<boolean> {
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}
