import { describe, expect, test } from 'bun:test';
import { chooseCarrier } from './carrier-choice.ts';

describe('a tile that is carried twice', () => {
  test('shows the old carrier until the new one had its first frame', () => {
    expect(chooseCarrier(['mesh', 'sfu'], new Set(['mesh']))).toEqual({
      shown: 'mesh',
      mounted: ['mesh', 'sfu'],
    });
  });

  test('shows the newest seen carrier and drops the older element', () => {
    expect(chooseCarrier(['mesh', 'sfu'], new Set(['mesh', 'sfu']))).toEqual({
      shown: 'sfu',
      mounted: ['sfu'],
    });
  });

  test('goes back to the old carrier when the new one is given up', () => {
    expect(chooseCarrier(['mesh'], new Set(['sfu']))).toEqual({ shown: 'mesh', mounted: ['mesh'] });
  });

  test('mounts every carrier while no frame has come', () => {
    expect(chooseCarrier(['mesh', 'sfu'], new Set())).toEqual({ shown: 'mesh', mounted: ['mesh', 'sfu'] });
  });

  test('without carriers shows nothing', () => {
    expect(chooseCarrier([], new Set(['mesh']))).toEqual({ shown: null, mounted: [] });
  });
});
