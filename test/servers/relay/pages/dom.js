// Small helpers for pages that are built by hand.

/** An element with properties, a role among them, and children. */
export function element(name, { role, ...properties } = {}, children = []) {
  const node = Object.assign(document.createElement(name), properties);
  if (role !== undefined) node.setAttribute('role', role);
  node.append(...children);
  return node;
}

/** Runs a step and prints what goes wrong where the person looks. */
export async function show(notice, step) {
  notice.className = '';
  notice.textContent = '';
  try {
    await step();
  } catch (error) {
    notice.className = 'wrong';
    notice.textContent = error.message ?? String(error);
  }
}
