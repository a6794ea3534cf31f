// The little Markdown that answers use: headings, lists, paragraphs, bold, code. Builds nodes, never HTML from text.

/** Replaces the content of `parent` by the rendered text. */
export function renderMarkdown(parent, text) {
  parent.replaceChildren(
    ...text
      .split(/\n{2,}/)
      .filter((block) => block.trim() !== '')
      .map(renderBlock),
  );
}

function renderBlock(block) {
  const heading = /^#{1,6} (.*)$/s.exec(block);
  if (heading) return fill(document.createElement('h2'), heading[1]);
  if (!block.startsWith('- ')) return fill(document.createElement('p'), block);
  const list = document.createElement('ul');
  for (const item of block.split('\n')) list.append(fill(document.createElement('li'), item.replace(/^- ?/, '')));
  return list;
}

function fill(element, text) {
  for (const part of text.split(/(\*\*[^*]+\*\*|`[^`]+`)/)) {
    if (part.startsWith('**') && part.endsWith('**') && part.length > 4)
      element.append(wrap('strong', part.slice(2, -2)));
    else if (part.startsWith('`') && part.endsWith('`') && part.length > 2)
      element.append(wrap('code', part.slice(1, -1)));
    else if (part !== '') element.append(part);
  }
  return element;
}

function wrap(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
