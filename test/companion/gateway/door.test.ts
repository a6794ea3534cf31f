import { afterEach, describe, expect, it } from 'vitest';
import { type Closed, closeAll, openGateway, rawGet, rawPost, recordingPort, speak, startPair } from './support.ts';

const open: Closed[] = [];
afterEach(() => closeAll(open));

describe('who may come in', () => {
  const up = () => startPair(open, (_, response) => response.end('{}'), recordingPort());

  it.each([
    'evil.example',
    'evil.example:4117',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '0.0.0.0',
    '[::ffff:7f00:1]',
    '127.0.0.1@evil.example',
    '',
  ])('a request for host "%s" is refused: names can be made to lead here', async (host) => {
    const { gateway, port } = await up();
    const heard = await speak(
      gateway.port,
      `POST /openai/v1/chat/completions HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}`,
    );
    expect(heard).toMatch(/^HTTP\/1\.1 40[03] /);
    expect(port.reviewed).toEqual([]);
  });

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:4117' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('a page is refused (%j)', async (headers) => {
    const { gateway, port } = await up();
    const { status, headers: back } = await rawPost(gateway.port, '{}', headers as Record<string, string>);
    expect(status).toBe(403);
    expect(back['access-control-allow-origin']).toBe(headers.origin);
    expect(port.reviewed).toEqual([]);
  });

  it('a page that was allowed is served, and its browser is told so once', async () => {
    const asked: string[] = [];
    const { gateway } = await startPair(
      open,
      (request, response) => {
        asked.push(request.method ?? '');
        response.setHeader('access-control-allow-origin', '*').end('{}');
      },
      recordingPort(),
      { door: { hosts: [], origins: ['http://localhost:3000'] } },
    );
    const preflight = await fetch(`${gateway.origin}/openai/v1/chat/completions`, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:3000',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization, x-stainless-os',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization, x-stainless-os');
    expect(preflight.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    const { status, headers } = await rawPost(gateway.port, '{}', { origin: 'http://localhost:3000' });
    expect(status).toBe(200);
    expect(headers['access-control-allow-origin']).toBe('http://localhost:3000');
    expect(asked).toEqual(['POST']);
  });

  it('a page that was not allowed is not let in by asking first', async () => {
    const { gateway } = await up();
    const heard = await speak(
      gateway.port,
      'OPTIONS /openai/v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\nConnection: close\r\n\r\n',
    );
    expect(heard).toMatch(/^HTTP\/1\.1 403 /);
    expect(heard.toLowerCase()).not.toContain('access-control-allow-methods');
  });

  it('who is not let in is not told to send its body', async () => {
    const { gateway } = await up();
    const heard = await speak(
      gateway.port,
      `POST /openai/v1/files HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer tkp_${'A'.repeat(43)}\r\nExpect: 100-continue\r\nContent-Length: 9999999\r\n\r\n`,
    );
    expect(heard).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('beyond this machine nothing listens without a certificate', async () => {
    await expect(openGateway({ review: recordingPort(), host: '0.0.0.0' })).rejects.toThrow(/certificate/);
  });

  it('an unknown provider: a 404 with what there is and what to set', async () => {
    const { gateway } = await up();
    const { status, body } = await rawGet(gateway.port, '/opneai/v1/models');
    expect(status).toBe(404);
    const { error } = JSON.parse(body.toString());
    expect(error.message).toContain('no provider "opneai"');
    expect(error.problem.choices).toContain(`${gateway.origin}/openai/v1`);
    expect(error.problem.choices).toContain(`${gateway.origin}/openrouter/api/v1`);
  });
});
