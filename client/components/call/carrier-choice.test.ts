import { describe, expect, test } from 'bun:test';
import { chooseCarrier, isSteady } from './carrier-choice.ts';

const signs = (seen: readonly string[], steady: readonly string[] = []) => ({
  seen: new Set(seen),
  steady: new Set(steady),
});

describe('a tile that is carried twice', () => {
  test('shows the old carrier until the new one is steady', () => {
    expect(chooseCarrier(['mesh', 'sfu'], signs(['mesh', 'sfu'], ['mesh']))).toEqual({
      shown: 'mesh',
      mounted: ['mesh', 'sfu'],
    });
  });

  test('shows the newest steady carrier and drops the older element', () => {
    expect(chooseCarrier(['mesh', 'sfu'], signs(['mesh', 'sfu'], ['mesh', 'sfu']))).toEqual({
      shown: 'sfu',
      mounted: ['sfu'],
    });
  });

  test('goes back to the old carrier when the new one is given up', () => {
    expect(chooseCarrier(['mesh'], signs(['sfu'], ['sfu']))).toEqual({ shown: 'mesh', mounted: ['mesh'] });
  });

  test('mounts every carrier while no frame has come', () => {
    expect(chooseCarrier(['mesh', 'sfu'], signs([]))).toEqual({ shown: 'mesh', mounted: ['mesh', 'sfu'] });
  });

  test('shows the first frame that comes, from whichever carrier', () => {
    expect(chooseCarrier(['mesh', 'sfu'], signs(['sfu']))).toEqual({ shown: 'sfu', mounted: ['sfu'] });
  });

  test('without carriers shows nothing', () => {
    expect(chooseCarrier([], signs(['mesh']))).toEqual({ shown: null, mounted: [] });
  });
});

describe('a carrier', () => {
  test('is steady after four frames in half a second', () => {
    expect(isSteady([0, 66, 133, 200])).toBe(true);
  });

  test('is not steady while its frames come one by one', () => {
    expect(isSteady([0, 66, 133])).toBe(false);
    expect(isSteady([0, 533, 600, 666])).toBe(false);
  });

  test('becomes steady after a slow start', () => {
    expect(isSteady([0, 533, 600, 666, 733])).toBe(true);
  });
});
