import type { BodyWatch } from './body-watch.ts';
import { NativeResponse, now, responses, strings, toJson } from './natives.ts';
import { xhrs } from './xhr-natives.ts';

/** Looks at an answer as it comes in over XMLHttpRequest. */
export interface XhrWatch {
  /** More has come. Looks only now and then: a look costs as much as all that is there. */
  readonly progress: () => void;
  /** The answer is broken off; what is there by now is looked at, as long as it is there. */
  readonly cut: () => void;
  /** The answer is whole. */
  readonly finish: () => Promise<void>;
}

/** Looks this often while an answer comes in, ms. */
const LOOK_MS = 1000;

/** Starts looking at an answer whose head has come. */
export function watchXhr(xhr: XMLHttpRequest, { branch, cut }: BodyWatch): XhrWatch {
  let seenChars = 0;
  let seenAt = now();
  branch.begin();
  const look = (): void => {
    if (!isTextual(xhr)) return;
    const text = xhrs.responseText(xhr);
    branch.text(strings.slice(text, seenChars));
    seenChars = text.length;
    seenAt = now();
  };
  return {
    progress() {
      if (now() - seenAt > LOOK_MS) look();
    },
    cut() {
      look();
      cut();
    },
    async finish() {
      look();
      if (xhrs.responseType(xhr) === 'json') branch.all(toJson(xhrs.response(xhr)));
      else if (!isTextual(xhr)) branch.all(await textOf(xhr));
      branch.end(true);
    },
  };
}

/** Whether the page reads the answer as text. */
export function isTextual(xhr: XMLHttpRequest): boolean {
  const type = xhrs.responseType(xhr);
  return type === '' || type === 'text';
}

/** The text of a whole answer, whatever form the page asked for; '' when it cannot be had. */
export async function textOf(xhr: XMLHttpRequest): Promise<string> {
  try {
    if (isTextual(xhr)) return xhrs.responseText(xhr);
    const type = xhrs.responseType(xhr);
    const value: unknown = xhrs.response(xhr);
    if (type === 'json') return value === null ? '' : toJson(value);
    return type === 'document' ? '' : await responses.text(new NativeResponse(value as BodyInit));
  } catch {
    return '';
  }
}
