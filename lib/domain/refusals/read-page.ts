/** What a person's page (HTML) says in its headings; null: it is no page. */
export function readPage(body: string): string | null {
  const isPage = /^<(?!\?xml)/.test(body) && /<(?:html|head|body|title|!doctype)/i.test(body.slice(0, 2000));
  if (!isPage) return null;
  return [...body.slice(0, 8192).matchAll(/<(?:title|h1|h2|p)\b[^>]{0,200}>([^<]{1,300})/gi)]
    .map(([, text]) => text)
    .join('. ');
}
