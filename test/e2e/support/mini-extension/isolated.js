// Isolated world: mounts a modal card in a closed shadow root when the page asks for one, and writes down what it saw.
function mountCard() {
  const host = document.createElement('div');
  host.setAttribute('data-tollkeeper-ui', 'card');
  const root = host.attachShadow({ mode: 'closed' });
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'title');
  const heading = document.createElement('h2');
  heading.id = 'title';
  heading.tabIndex = -1;
  heading.textContent = 'This query costs 450 credits.';
  dialog.append(heading);
  const names = [
    ['Send 21 now', { primary: true }],
    ['Recharge', {}],
    ['Later', { disabled: true }],
  ];
  for (const [name, options] of names) {
    const button = document.createElement('button');
    button.textContent = name;
    if (options.primary) button.dataset.primary = '';
    button.disabled = options.disabled === true;
    button.addEventListener('click', (event) => {
      host.dataset.clicked = `${name}|${event.isTrusted}|${navigator.userActivation.isActive}`;
    });
    dialog.append(button);
  }
  dialog.addEventListener('cancel', (event) => {
    host.dataset.cancelled = String(event.isTrusted);
  });
  root.append(dialog);
  document.documentElement.append(host);
  dialog.showModal();
  heading.focus();
}

document.addEventListener('mini-mount', mountCard);
