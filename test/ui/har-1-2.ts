import * as v from 'valibot';

/**
 * HAR 1.2 as its specification has it (http://www.softwareishard.com/blog/har-12-spec/): what is not optional there is required here,
 * and fields of one's own begin with `_`.
 */
const text = v.string();
/** Whole, or -1 where it is not known. */
const size = v.pipe(v.number(), v.integer(), v.minValue(-1));
const ms = v.pipe(v.number(), v.minValue(0));
const msOrNone = v.pipe(
  v.number(),
  v.check((value) => value >= 0 || value === -1, 'a time, or -1'),
);
const instant = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/));
const absolute = v.pipe(v.string(), v.url());

function fields<T extends v.ObjectEntries>(entries: T) {
  const own = v.record(v.pipe(v.string(), v.regex(/^_/, 'fields of one’s own begin with _')), v.unknown());
  return v.pipe(
    v.looseObject(entries),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const rest = Object.fromEntries(Object.entries(dataset.value).filter(([name]) => !(name in entries)));
      if (!v.is(own, rest)) addIssue({ message: `unknown fields: ${Object.keys(rest)}` });
    }),
  );
}

const pair = fields({ name: text, value: text });
const request = fields({
  ...{ method: text, url: absolute, httpVersion: text, cookies: v.array(pair), headers: v.array(pair) },
  ...{ queryString: v.array(pair), headersSize: size, bodySize: size },
});
const content = fields({ size: v.pipe(v.number(), v.integer(), v.minValue(0)), mimeType: text });
const response = fields({
  ...{ status: v.pipe(v.number(), v.integer()), statusText: text, httpVersion: text, cookies: v.array(pair) },
  ...{ headers: v.array(pair), content, redirectURL: text, headersSize: size, bodySize: size },
});
const none = v.optional(msOrNone);
const timings = fields({ blocked: none, dns: none, connect: none, ssl: none, send: ms, wait: ms, receive: ms });
const entry = fields({ startedDateTime: instant, time: ms, request, response, cache: fields({}), timings });
const log = fields({
  version: v.literal('1.2'),
  creator: fields({ name: text, version: text }),
  pages: v.array(v.never()),
  entries: v.array(entry),
});

/** A file of it. */
export const har12 = v.strictObject({ log });
