// The console: finds the page for the address, signs in where nobody has, switches theme and language.

import { ask, forget, knownUser, setup, signIn } from './api.js';
import { element, show } from './dom.js';
import { openKeys } from './keys.js';
import { openPlayground } from './playground.js';
import { openPrices } from './prices.js';
import { openWallet } from './wallet.js';
import { language, say, switchLanguage } from './words.js';

const root = document.getElementById('root');

async function open() {
  document.documentElement.lang = language();
  applyTheme();
  document.getElementById('language').textContent = say('other');
  document.getElementById('language').addEventListener('click', switchLanguage);
  document.getElementById('theme').addEventListener('click', switchTheme);
  const notice = element('p', { id: 'notice', role: 'alert' });
  root.replaceChildren(notice);
  await show(notice, openPage);
}

async function openPage() {
  const { data: status } = await ask('GET', '/api/status');
  localStorage.setItem('status', JSON.stringify(status));
  document.getElementById('site-name').textContent = status.system_name;
  drawNavigation();
  if (knownUser() === null) return openSignIn();
  const { wallet, keys, playground } = setup.paths;
  try {
    if (location.pathname === keys) await openKeys(root, status);
    else if (location.pathname === playground) await openPlayground(root);
    else if (location.pathname === '/pricing') await openPrices(root);
    else if (location.pathname === wallet) await openWallet(root, status);
    else location.replace(wallet);
  } catch (error) {
    if (error.status !== 401) throw error;
    forget();
    openSignIn(error.message);
  }
}

function drawNavigation() {
  const places = ['wallet', 'keys', 'playground'].filter((name) => setup.paths[name] !== null);
  const links = places.map((name) => element('a', { href: setup.paths[name], textContent: say(name) }));
  if (!setup.isOneApi) links.push(element('a', { href: '/pricing', textContent: say('prices') }));
  document.getElementById('nav').replaceChildren(...links);
}

function openSignIn(why = '') {
  const username = element('input', { id: 'username', placeholder: say('user'), autocomplete: 'off' });
  const password = element('input', { id: 'password', type: 'password', placeholder: say('password') });
  const notice = element('p', { id: 'notice', role: 'alert', className: 'wrong', textContent: why });
  const form = element('form', { id: 'sign-in', className: 'panel row' }, [
    username,
    password,
    element('button', { type: 'submit', className: 'main', textContent: say('signIn') }),
  ]);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    show(notice, async () => {
      await signIn(username.value.trim(), password.value);
      location.reload();
    });
  });
  root.replaceChildren(element('h1', { textContent: say('signIn') }), form, notice);
}

function applyTheme() {
  const isDark = localStorage.getItem('theme-mode') === 'dark';
  document.documentElement.classList.toggle('dark', isDark);
  if (isDark) document.body.setAttribute('theme-mode', 'dark');
  else document.body.removeAttribute('theme-mode');
  document.getElementById('theme').textContent = say(isDark ? 'light' : 'dark');
}

function switchTheme() {
  const isDark = document.documentElement.classList.contains('dark');
  localStorage.setItem('theme-mode', isDark ? 'light' : 'dark');
  applyTheme();
}

open();
