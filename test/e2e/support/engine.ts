import type { Box, ColorScheme } from './driver.ts';
import type { ScriptCall } from './page-script.ts';

/** What a browser must offer for one document; everything else in a `DrivenDocument` is built from it. */
export interface DocumentEngine {
  /** Runs a call in the MAIN world and gives its JSON text. */
  run(call: ScriptCall): Promise<unknown>;
  /** The same with the shadow root of the first match of `hostSelector` as first argument; rejects without one. */
  runInShadowRoot(hostSelector: string, call: ScriptCall): Promise<unknown>;
  /** The engine of a frame in this document. */
  frame(selectorOrIndex: string | number): DocumentEngine;
  /** Where this document's viewport starts in the top-level one. */
  offset(): Promise<Pick<Box, 'x' | 'y'>>;
}

/** What a browser must offer for one page on top of that. */
export interface PageEngine extends DocumentEngine {
  goto(url: string, timeoutMs: number): Promise<void>;
  reload(timeoutMs: number): Promise<void>;
  url(): Promise<string>;
  evaluateOnNewDocument(source: string): Promise<void>;
  /** A trusted press and release of the left button. */
  mouseClick(x: number, y: number): Promise<void>;
  typeText(text: string): Promise<void>;
  chooseFile(selector: string, filePath: string): Promise<void>;
  press(key: string): Promise<void>;
  screenshot(filePath: string): Promise<void>;
  setViewport(width: number, height: number): Promise<void>;
  setColorScheme(scheme: ColorScheme): Promise<void>;
  crash(): Promise<void>;
  close(): Promise<void>;
  bringToFront(): Promise<void>;
}

const MISSING_ROOT = 'MissingShadowRoot';

/** The error of `runInShadowRoot` when there is no host or no root in it. */
export function missingRoot(hostSelector: string): Error {
  const error = new Error(`[ui] no element with a shadow root matches ${hostSelector}`);
  error.name = MISSING_ROOT;
  return error;
}

/** Whether an error says that the root is not there (any more). */
export function isMissingRoot(error: unknown): boolean {
  return error instanceof Error && error.name === MISSING_ROOT;
}
