const extensionApi = globalThis.browser ?? globalThis.chrome;
const count = document.querySelector('#count');

async function show() {
  const stored = await extensionApi.storage.local.get({ count: 0 });
  count.textContent = String(stored.count);
  return stored.count;
}

document.querySelector('#add').addEventListener('click', async (event) => {
  if (!event.isTrusted) return;
  await extensionApi.storage.local.set({ count: (await show()) + 1 });
  await show();
});
show();
