import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { moved, swipeOf, WHOLE, zoomAt } from './zoom.ts';

const frame = { width: 800, height: 600 };
const picture = { width: 800, height: 400 };

test('the point under the pointer stays under it', () => {
  const at = { x: 200, y: 50 };
  const zoom = zoomAt(WHOLE, 3, at, picture, frame);
  expect([(at.x - zoom.x) / zoom.scale, (at.y - zoom.y) / zoom.scale]).toEqual([200, 50]);
});

test('out again to the whole picture, and no further', () => {
  const near = zoomAt(WHOLE, 4, { x: 100, y: 100 }, picture, frame);
  expect(zoomAt(near, 0.01, { x: -70, y: 20 }, picture, frame)).toEqual(WHOLE);
});

test('wherever it is moved to, no edge comes further in than the frame', () => {
  const number = fc.double({ min: -5000, max: 5000, noNaN: true });
  const step = fc.record({ factor: fc.double({ min: 0.2, max: 5, noNaN: true }), x: number, y: number });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let zoom = WHOLE;
      for (const { factor, x, y } of steps) {
        zoom = moved(zoomAt(zoom, factor, { x, y }, picture, frame), { x, y }, picture, frame);
        expect(zoom.scale).toBeWithin(1, 8.001);
        expect(Math.abs(zoom.x)).toBeLessThanOrEqual((picture.width * zoom.scale - frame.width) / 2 + 1e-6);
        expect(Math.abs(zoom.y)).toBeLessThanOrEqual(
          Math.max(0, (picture.height * zoom.scale - frame.height) / 2) + 1e-6,
        );
      }
    }),
  );
});

test('a finger to the side goes to the neighbour, one down closes, a short one does nothing', () => {
  expect(swipeOf({ x: -90, y: 20 })).toBe('next');
  expect(swipeOf({ x: 90, y: -20 })).toBe('previous');
  expect(swipeOf({ x: 20, y: 150 })).toBe('close');
  expect(swipeOf({ x: 20, y: -150 })).toBeNull();
  expect(swipeOf({ x: 30, y: 10 })).toBeNull();
});
