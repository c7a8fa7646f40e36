import { type Accessor, createSignal } from 'solid-js';
import { moved, type Point, swipeOf, WHOLE, type Zoom, zoomAt } from './zoom.ts';

const STEP = 1.5;
const CLOSE_UP = 2.5;
/** A wheel says how far it was turned in pixels. */
const WHEEL_SPEED = 0.0022;
const FACTORS: Readonly<Record<string, number>> = { '+': STEP, '=': STEP, '-': 1 / STEP };
const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: 80, y: 0 },
  ArrowRight: { x: -80, y: 0 },
  ArrowUp: { x: 0, y: 80 },
  ArrowDown: { x: 0, y: -80 },
};

interface GestureInput {
  readonly frame: () => HTMLElement;
  readonly picture: () => HTMLImageElement;
  readonly onSwipe: (swipe: 'next' | 'previous' | 'close') => void;
}

export interface Gestures {
  readonly zoom: Accessor<Zoom>;
  in(): void;
  out(): void;
  reset(): void;
  /** Answers whether the key was for the picture. */
  onKey(key: string): boolean;
  onWheel(event: WheelEvent): void;
  onDoubleClick(event: MouseEvent): void;
  onPointerDown(event: PointerEvent): void;
  onPointerMove(event: PointerEvent): void;
  onPointerUp(event: PointerEvent): void;
}

/** A picture closer and away by keys, wheel, two fingers or a double tap; moved by one finger, which else swipes. */
export function createGestures({ frame, picture, onSwipe }: GestureInput): Gestures {
  const [zoom, setZoom] = createSignal<Zoom>(WHOLE);
  const sizes = () => {
    const { clientWidth: width, clientHeight: height } = picture();
    return [
      { width, height },
      { width: frame().clientWidth, height: frame().clientHeight },
    ] as const;
  };
  const fromCentre = ({ x, y }: Point): Point => {
    const box = frame().getBoundingClientRect();
    return { x: x - box.left - box.width / 2, y: y - box.top - box.height / 2 };
  };
  const by = (factor: number, at: Point = { x: 0, y: 0 }) => setZoom(zoomAt(zoom(), factor, at, ...sizes()));
  const move = (step: Point) => setZoom(moved(zoom(), step, ...sizes()));
  const fingers = createFingers({
    isClose: () => zoom().scale > 1,
    move,
    by: (factor, at) => by(factor, fromCentre(at)),
    onSwipe,
  });
  return {
    zoom,
    in: () => by(STEP),
    out: () => by(1 / STEP),
    reset: () => void setZoom(WHOLE),
    onKey(key) {
      const step = zoom().scale > 1 ? ARROWS[key] : undefined;
      const factor = FACTORS[key];
      if (step) move(step);
      else if (factor !== undefined) by(factor);
      else if (key === '0') setZoom(WHOLE);
      else return false;
      return true;
    },
    onWheel(event) {
      event.preventDefault();
      by(Math.exp(-event.deltaY * WHEEL_SPEED), fromCentre(event));
    },
    onDoubleClick(event) {
      if (zoom().scale > 1) setZoom(WHOLE);
      else by(CLOSE_UP, fromCentre(event));
    },
    onPointerDown(event) {
      fingers.down(event);
      frame().setPointerCapture(event.pointerId);
    },
    onPointerMove: fingers.moved,
    onPointerUp: fingers.up,
  };
}

interface FingerInput {
  readonly isClose: () => boolean;
  readonly move: (step: Point) => void;
  readonly by: (factor: number, at: Point) => void;
  readonly onSwipe: GestureInput['onSwipe'];
}

/** Two pinch; one moves the picture while it is close, and else swipes. */
function createFingers({ isClose, move, by, onSwipe }: FingerInput) {
  const fingers = new Map<number, Point>();
  let way: Point | null = null;
  return {
    down(event: PointerEvent): void {
      fingers.set(event.pointerId, pointOf(event));
      way = fingers.size === 1 ? { x: 0, y: 0 } : null;
    },
    moved(event: PointerEvent): void {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const now = pointOf(event);
      fingers.set(event.pointerId, now);
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      if (other) return by(apart(now, other) / Math.max(1, apart(before, other)), middle(now, other));
      const step = { x: now.x - before.x, y: now.y - before.y };
      if (isClose()) move(step);
      else if (way) way = { x: way.x + step.x, y: way.y + step.y };
    },
    up(event: PointerEvent): void {
      if (!fingers.delete(event.pointerId)) return;
      const swipe = way && !isClose() && event.type === 'pointerup' ? swipeOf(way) : null;
      way = null;
      if (swipe) onSwipe(swipe);
    },
  };
}

const pointOf = ({ clientX, clientY }: PointerEvent): Point => ({ x: clientX, y: clientY });
const apart = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);
const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
