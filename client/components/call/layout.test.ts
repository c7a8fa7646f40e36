import { describe, expect, test } from 'bun:test';
import { type LayoutTile, layoutTiles, type Rect } from './layout.ts';

const self: LayoutTile = { key: 'self', kind: 'self' };
const people = (count: number): LayoutTile[] =>
  Array.from({ length: count }, (_, index) => ({ key: `person ${index}`, kind: 'person' }));
const screen: LayoutTile = { key: 'screen', kind: 'screen' };

function overlap(a: Rect, b: Rect): boolean {
  const apart =
    a.left + a.width <= b.left + 0.01 ||
    b.left + b.width <= a.left + 0.01 ||
    a.top + a.height <= b.top + 0.01 ||
    b.top + b.height <= a.top + 0.01;
  return !apart;
}

function expectInside(rects: Iterable<Rect>, width: number, height: number): void {
  for (const rect of rects) {
    expect(rect.width).toBeGreaterThan(0);
    expect(rect.left).toBeGreaterThanOrEqual(-0.01);
    expect(rect.top).toBeGreaterThanOrEqual(-0.01);
    expect(rect.left + rect.width).toBeLessThanOrEqual(width + 0.01);
    expect(rect.top + rect.height).toBeLessThanOrEqual(height + 0.01);
  }
}

const stages = [
  [1076, 760],
  [390, 620],
  [756, 1000],
  [320, 420],
] as const;

describe('the stage', () => {
  for (const [width, height] of stages) {
    test(`gives 3 to 13 tiles room without overlap on ${width}×${height}`, () => {
      for (let count = 2; count <= 12; count++) {
        const rects = [...layoutTiles([...people(count), self], width, height).values()];
        expect(rects).toHaveLength(count + 1);
        expectInside(rects, width, height);
        for (const [index, rect] of rects.entries()) {
          for (const other of rects.slice(index + 1)) expect(overlap(rect, other)).toBe(false);
        }
      }
    });

    test(`makes a shared screen the largest tile on ${width}×${height}`, () => {
      const placed = layoutTiles([screen, ...people(3), self], width, height);
      expectInside(placed.values(), width, height);
      const area = (rect: Rect | undefined) => (rect ? rect.width * rect.height : 0);
      const others = [...placed].filter(([key]) => key !== 'screen').map(([, rect]) => area(rect));
      expect(area(placed.get('screen'))).toBeGreaterThan(2 * Math.max(...others));
      for (const rect of placed.values()) expect(rect.width / rect.height).toBeCloseTo(16 / 9);
    });
  }

  test('shows the other person large and oneself small in a call of two', () => {
    const placed = layoutTiles([...people(1), self], 1076, 760);
    expect(placed.get('person 0')?.width).toBeCloseTo(1076);
    expect(placed.get('self')?.width).toBeLessThan(300);
    expectInside(placed.values(), 1076, 760);
  });

  test('keeps tiles at 16:9 on a wide stage', () => {
    for (const rect of layoutTiles([...people(4), self], 1200, 700).values()) {
      expect(rect.width / rect.height).toBeCloseTo(16 / 9);
    }
  });
});
