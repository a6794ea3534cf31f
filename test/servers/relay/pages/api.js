// The console's way of asking its own server: XMLHttpRequest, the session's cookie, and who is asking in a header.

import { say } from './words.js';

/** What the server told the page about itself. */
export const setup = JSON.parse(decodeURIComponent(document.querySelector('meta[name=setup]').content));

let accessToken = null;

/** The user who has signed in, as remembered by the browser; null: nobody. */
export function knownUser() {
  const text = localStorage.getItem('user');
  return text === null ? null : JSON.parse(text);
}

/** Headers that say who is asking. */
export function authHeaders() {
  if (setup.auth === 'bearer') return accessToken === null ? {} : { Authorization: `Bearer ${accessToken}` };
  return setup.auth === 'cookie' ? {} : { 'New-Api-User': String(knownUser()?.id ?? -1) };
}

/** Asks an address of the console; resolves with the JSON, rejects with `{status, message}`. */
export async function ask(method, path, body) {
  await wakeSession(path);
  const { status, text } = await send(method, path, body);
  const answer = readJson(text);
  if (status === 401) throw { status, message: answer?.message ?? say('expired') };
  if (status !== 200 || answer === null) throw { status, message: answer?.message ?? say('failed') };
  if (answer.success === false) throw { status, message: answer.message };
  return answer;
}

/** Signs in and remembers it. */
export async function signIn(username, password) {
  const { data } = await ask('POST', '/api/user/login', { username, password });
  if (setup.auth === 'bearer') accessToken = data.access_token;
  localStorage.setItem('user', JSON.stringify(data.user ?? data));
}

/** Forgets who has signed in. */
export function forget() {
  accessToken = null;
  localStorage.removeItem('user');
}

// The newest console keeps its access token in memory: a fresh page gets one for its cookie first.
async function wakeSession(path) {
  if (setup.auth !== 'bearer' || accessToken !== null || path === '/api/user/login' || path === '/api/status') return;
  const { status, text } = await send('POST', '/api/user/auth/refresh');
  const answer = readJson(text);
  if (status === 200 && answer?.success) accessToken = answer.data.access_token;
}

function send(method, path, body) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open(method, path, true);
    xhr.setRequestHeader('Accept', 'application/json, text/plain, */*');
    xhr.setRequestHeader('Cache-Control', 'no-store');
    for (const [name, value] of Object.entries(authHeaders())) xhr.setRequestHeader(name, value);
    if (body !== undefined) xhr.setRequestHeader('Content-Type', 'application/json');
    xhr.onloadend = () => resolve({ status: xhr.status, text: xhr.responseText });
    xhr.onerror = () => reject({ status: 0, message: say('failed') });
    xhr.send(body === undefined ? null : JSON.stringify(body));
  });
}

function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
