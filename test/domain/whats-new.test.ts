import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newsSince } from '../../lib/domain/whats-new.ts';

describe('what is new', () => {
  it('is told to who had an older version, and to nobody else', () => {
    expect(newsSince('0.0.9').length).toBeGreaterThan(0);
    expect(newsSince('0.1.0')).toEqual([]);
    expect(newsSince('0.1.1')).toEqual([]);
    expect(newsSince('0.10.0')).toEqual([]);
    expect(newsSince('1')).toEqual([]);
  });

  it('is a short choice of no version that does not exist yet', () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
    expect(newsSince(version)).toEqual([]);
    expect(newsSince('0').length).toBeLessThanOrEqual(4);
  });
});
