import { type DraftMedia, MEDIA_MAX } from '../domain/call.ts';
import { readKey } from '../domain/json-path.ts';
import { type EncodedBytes, openBase64 } from './encoded-bytes.ts';
import { readImageSize } from './image-size.ts';
import type { MediaCount } from './input-count.ts';
import { readPdfPages } from './pdf-pages.ts';
import { readLengthMs } from './sound-length.ts';

/**
 * Reads the sizes of pictures, sound, video and documents out of the parts of a request, in the forms of every wire: what a file
 * says of itself in its first bytes. What is elsewhere (an address, a file uploaded before) has no size that is known here.
 */
export function openMedia(): MediaCount {
  const found = new Map<string, DraftMedia>();
  return {
    add(part, detail, texts) {
      const text = textOf(part);
      if (text !== null) {
        texts.push(text);
        texts.cut();
        return true;
      }
      const media = mediaOf(part, wordOf(detail));
      if (media === null) return false;
      const key = JSON.stringify(media);
      const known = found.get(key);
      if (known === undefined && found.size >= MEDIA_MAX) return false;
      found.set(key, { ...media, times: (known?.times ?? 0) + 1 });
      return true;
    },
    total: () => (found.size === 0 ? {} : { media: [...found.values()] }),
  };
}

type Sized = Omit<DraftMedia, 'times'>;

/** The text of a document that is sent as it stands (Anthropic); null: it is none. */
function textOf(part: unknown): string | null {
  const source = readKey(part, 'source');
  const data = readKey(source, 'data');
  return readKey(source, 'type') === 'text' && typeof data === 'string' ? data : null;
}

/** Where the file of a part is: its letters, or where else it lies. */
interface Place {
  /** As far as the request says it: `image/png`, `pdf`, `mp3`. Empty: it does not. */
  readonly type: string;
  /** Base64, or a `data:` address; null: it is elsewhere. */
  readonly data: string | null;
}

/**
 * Chat completions, responses, Anthropic, Gemini, Bedrock: each has a key of its own for each kind, or one for all and says the
 * kind beside it.
 */
function mediaOf(part: unknown, detail: string | undefined): Sized | null {
  const type = readKey(part, 'type');
  if (type === 'input_file') return sized('document', placeOf(part, part), detail);
  for (const [key, kind] of KEYS) {
    const value = readKey(part, key);
    if (value == null) continue;
    return sized(kind, placeOf(value, part), wordOf(readKey(value, 'detail')) ?? closeness(part, detail));
  }
  const source = readKey(part, 'source');
  if (source != null && (type === 'image' || type === 'document')) return sized(type, placeOf(source, part), detail);
  // One that was uploaded before is named by its number alone.
  if (type === 'input_image' || type === 'computer_screenshot')
    return sized('image', placeOf(part, part), closeness(part, detail));
  const screen = readKey(part, 'output');
  return type === 'computer_call_output' && screen != null ? mediaOf(screen, detail) : null;
}

/** Null: what a file is only its own type tells. */
const KEYS: readonly (readonly [string, Sized['kind'] | null])[] = [
  ['image_url', 'image'],
  ['input_audio', 'audio'],
  ['audio_url', 'audio'],
  ['video_url', 'video'],
  ['document_url', 'document'],
  ['file', 'document'],
  ['inlineData', null],
  ['inline_data', null],
  ['fileData', null],
  ['file_data', null],
  ['image', 'image'],
  ['document', 'document'],
  ['video', 'video'],
  ['audio', 'audio'],
];

function closeness(part: unknown, otherwise: string | undefined): string | undefined {
  const resolution = readKey(part, 'mediaResolution') ?? readKey(part, 'media_resolution');
  return wordOf(readKey(part, 'detail')) ?? wordOf(readKey(resolution, 'level') ?? resolution) ?? otherwise;
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w-]{1,32}$/.test(value) ? value.toLowerCase() : undefined;
}

const DATA_URL = /^data:([\w.+/-]{0,80})(?:;[\w=.-]{1,40}){0,4};base64,/;

function placeOf(value: unknown, part: unknown): Place {
  if (typeof value === 'string') return fileAt(value, typeOf(part));
  const source = readKey(value, 'source') ?? value;
  const type = typeOf(source) || typeOf(value);
  for (const key of ['data', 'bytes', 'file_data', 'fileData', 'url', 'image_url', 'fileUri', 'file_uri']) {
    const text = readKey(source, key);
    if (typeof text === 'string') return fileAt(text, type);
  }
  return { type, data: null };
}

function fileAt(text: string, type: string): Place {
  const [head, said] = DATA_URL.exec(text.slice(0, 400)) ?? [];
  if (head !== undefined) return { type: type || (said ?? ''), data: text.slice(head.length) };
  return { type, data: /^[a-z][a-z0-9+.-]{0,20}:/i.test(text.slice(0, 40)) ? null : text };
}

function typeOf(value: unknown): string {
  const said = ['mimeType', 'mime_type', 'media_type', 'format'].map((key) => readKey(value, key));
  const name = readKey(value, 'filename');
  const ending = typeof name === 'string' ? /\.(\w{1,5})$/.exec(name.slice(-8))?.[1] : undefined;
  return (said.find((one) => typeof one === 'string') as string | undefined)?.toLowerCase() ?? ending ?? '';
}

/** What a file is goes before what the part is called: a document may be a picture. */
function sized(named: Sized['kind'] | null, { type, data }: Place, detail: string | undefined): Sized | null {
  const kind = kindOf(type) ?? named;
  const bytes = data === null ? null : openBase64(data);
  const closer = detail === undefined ? {} : { detail };
  switch (kind) {
    case 'image': {
      const size = bytes && readImageSize(bytes);
      return { kind, width: size?.width ?? null, height: size?.height ?? null, ...closer };
    }
    case 'audio':
    case 'video':
      return { kind, milliseconds: lengthOf(bytes, type), ...closer };
    case 'document':
      return { kind, pages: bytes && readPdfPages(bytes), ...closer };
    case null:
      return null;
  }
}

function lengthOf(bytes: EncodedBytes | null, type: string): number | null {
  return bytes && readLengthMs(bytes, type);
}

function kindOf(type: string): Sized['kind'] | null {
  const [, kind] = /^(image|audio|video)\//.exec(type) ?? [];
  if (kind === 'image' || kind === 'audio' || kind === 'video') return kind;
  return type === 'pdf' || type.startsWith('application/') || type.startsWith('text/') ? 'document' : null;
}
