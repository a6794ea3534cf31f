/** How long a file may take to be saved before its address is given back, ms. */
const SAVE_MS = 60_000;

/** Saves it where the browser saves what is downloaded. */
export function saveFile(blob: Blob, file: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SAVE_MS);
}
