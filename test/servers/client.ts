/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** `null`: no JSON. */
  readonly json: unknown;
}

type Extra = Readonly<Record<string, string>>;

/** Asks an address; with a body, POSTs it as JSON. */
export async function ask(url: string, headers: Extra = {}, body?: object, method?: string): Promise<Answer> {
  const response = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: readJson(text) };
}

/** A chat body of one short message: 9 tokens as OpenAI counts, 10 as new-api estimates. */
export function chatBody(model: string, fields: object = {}): object {
  return { model, messages: [{ role: 'user', content: 'Hello there' }], ...fields };
}

/** The events of a stream, without the last, which must be "[DONE]"; comments are left out. */
export function eventsOf({ text }: Pick<Answer, 'text'>): readonly Readonly<Record<string, unknown>>[] {
  const data = text
    .split('\n\n')
    .filter((event) => event.startsWith('data: '))
    .map((event) => event.slice('data: '.length));
  if (data.at(-1) !== '[DONE]') throw new Error('the stream has no end');
  return data.slice(0, -1).map((event) => JSON.parse(event));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
