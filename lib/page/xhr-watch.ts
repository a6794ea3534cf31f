import type { BodyWatch, Branch } from './body-watch.ts';
import { call, decodeAll, NativeBlob, NativeBytes, now, toJson } from './natives.ts';
import { responseOf, responseTextOf, responseTypeOf } from './xhr-natives.ts';

/** Looks at an answer as it comes in over XMLHttpRequest. */
export interface XhrWatch {
  /** More has come; `loaded` bytes by now. Looks only now and then: a look costs as much as all that is there. */
  readonly progress: (loaded: number) => void;
  /** The answer is broken off; what is there by now is looked at, as long as it is there. */
  readonly cut: () => void;
  /** The answer is whole. */
  readonly finish: () => void;
}

/** Looks at least this often, ms; otherwise whenever half as much again has come. */
const LOOK_MS = 1000;

const { text: blobText } = NativeBlob.prototype;

/** Meters what an XHR receives, by what the page itself could read of it. */
export function watchXhr(xhr: XMLHttpRequest, { branch, cut }: BodyWatch): XhrWatch {
  let seenChars = 0;
  let seenBytes = 0;
  let seenAt = now();
  branch.begin();
  const look = (): void => {
    const type = responseTypeOf(xhr);
    if (type !== '' && type !== 'text') return;
    const text = responseTextOf(xhr);
    branch.text(text.slice(seenChars));
    seenChars = text.length;
    seenAt = now();
  };
  return {
    cut() {
      look();
      cut();
    },
    progress(loaded) {
      if (loaded < seenBytes * 1.5 && now() - seenAt < LOOK_MS) return;
      seenBytes = loaded;
      look();
    },
    finish() {
      look();
      lookAtObject(xhr, branch);
    },
  };
}

async function lookAtObject(xhr: XMLHttpRequest, branch: Branch): Promise<void> {
  try {
    const type = responseTypeOf(xhr);
    const value: unknown = type === '' || type === 'text' ? null : responseOf(xhr);
    if (type === 'json' && value !== null) branch.json(value);
    else if (type === 'arraybuffer' && value) branch.bytes(new NativeBytes(value as ArrayBuffer));
    else if (type === 'blob' && value) branch.text(await (call(blobText, value) as Promise<string>));
  } catch {
    // What could not be looked at stays unknown.
  }
  branch.end(true);
}

/** The text of an error answer, whatever form the page asked for; '' when it cannot be had. */
export async function errorTextOf(xhr: XMLHttpRequest): Promise<string> {
  try {
    const type = responseTypeOf(xhr);
    if (type === '' || type === 'text') return responseTextOf(xhr);
    const value: unknown = responseOf(xhr);
    if (type === 'json') return value === null ? '' : toJson(value);
    if (type === 'arraybuffer') return decodeAll(value as ArrayBuffer);
    return type === 'blob' ? await (call(blobText, value) as Promise<string>) : '';
  } catch {
    return '';
  }
}
