import type { Page } from 'playwright';
import { beforeEach, expect, it } from 'vitest';
import { withGallery } from './with-gallery.ts';

const gallery = withGallery();
let page: Page;
beforeEach(async () => {
  page = await gallery.open({});
  await page.evaluate(`globalThis.explain = (sentence) =>
    tried.printed.explain(JSON.stringify({ error: { message: ${JSON.stringify(M)} } }), sentence)`);
  return () => page.close();
});

const M = 'You do not have enough credits to perform this action.';
const ONE = 'The balance is used up.';
const TWO = 'Part of it is frozen.';

/** Puts this into the page right after a refusal, and reads what stands there a moment later. */
async function print(html: string, sentence = ONE): Promise<string> {
  return page.evaluate<string>(`(async () => {
    explain(${JSON.stringify(sentence)});
    const place = document.body.appendChild(document.createElement('div'));
    place.innerHTML = ${JSON.stringify(html)};
    await new Promise((resolve) => setTimeout(resolve, 50));
    return place.textContent;
  })()`);
}

it.each([
  ['as it is', `<p>${M}</p>`, `${M} — ${ONE}`],
  ['after a word of the page', `<p>Error: ${M}</p>`, `Error: ${M} — ${ONE}`],
  ['in quotes of the page', `<p>Error: "${M}"</p>`, `Error: "${M} — ${ONE}"`],
  ['under a heading', `<b>402:</b> <span>${M}</span>`, `402: ${M} — ${ONE}`],
  ['as the whole body on one line', `<p>{"error":{"message":"${M}"}}</p>`, `{"error":{"message":"${M}"}} — ${ONE}`],
])('a message printed %s gets its sentence', async (_how, html, expected) => {
  expect(await print(html)).toBe(expected);
});

it.each([
  ['with its key in a text of its own', `<i>{</i><b>"message"</b><i>: </i><em>"${M}"</em><i>}</i>`],
  ['with the value in three texts', `<i>{</i><b>"message"</b>: <em>"<u>${M}</u>"</em>}`],
  ['with keys without quotes', `<b>message</b><i>:</i> <em>"${M}"</em>`],
  ['on lines of its own', `<div style="white-space:pre">{\n  "error": {\n    "message": "${M}"\n  }\n}</div>`],
])('a viewer that draws JSON %s is evidence', async (_how, html) => {
  expect(await print(html)).not.toContain('—');
});

it('a component that is added with its root gets its sentence', async () => {
  const text = await page.evaluate<string>(`(async () => {
    explain(${JSON.stringify(ONE)});
    const toast = document.createElement('x-toast');
    toast.attachShadow({ mode: 'open' }).innerHTML = ${JSON.stringify(`<p>${M}</p>`)};
    document.body.append(toast);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return toast.shadowRoot.textContent;
  })()`);
  expect(text).toBe(`${M} — ${ONE}`);
});

it('so does one that opens its root later, and one inside another', async () => {
  const texts = await page.evaluate<readonly string[]>(`(async () => {
    const late = document.body.appendChild(document.createElement('x-late'));
    explain(${JSON.stringify(ONE)});
    await new Promise((resolve) => setTimeout(resolve, 100));
    const outer = late.attachShadow({ mode: 'open' });
    outer.innerHTML = ${JSON.stringify(`<p>${M}</p><x-inner></x-inner>`)};
    const inner = outer.querySelector('x-inner').attachShadow({ mode: 'open' });
    inner.innerHTML = ${JSON.stringify(`<p>${M}</p>`)};
    await new Promise((resolve) => setTimeout(resolve, 400));
    return [outer.querySelector('p').textContent, inner.textContent];
  })()`);
  expect(texts).toEqual([`${M} — ${ONE}`, `${M} — ${ONE}`]);
});

it('a second refusal while a stream is remembered takes the place of the first, and all is put back', async () => {
  const [first, second, restored] = await page.evaluate<readonly string[]>(`(async () => {
    const moment = () => new Promise((resolve) => setTimeout(resolve, 50));
    tried.printed.remember();
    const place = document.body.appendChild(document.createElement('p'));
    place.textContent = ${JSON.stringify(M)};
    await moment();
    const said = [];
    for (const sentence of ${JSON.stringify([ONE, TWO])}) {
      explain(sentence);
      await moment();
      said.push(place.textContent);
    }
    tried.printed.restore();
    return [...said, place.textContent];
  })()`);
  expect(first).toBe(`${M} — ${ONE}`);
  expect(second).toBe(`${M} — ${TWO}`);
  expect(restored).toBe(M);
});
