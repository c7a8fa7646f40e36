/** How a picture lies in its frame: `x` and `y` move its centre away from the frame's, in pixels. */
export interface Zoom {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const WHOLE: Zoom = { scale: 1, x: 0, y: 0 };
const LARGEST = 8;

/** The point of the picture under `at` (from the frame's centre) stays where it is. */
export function zoomAt(zoom: Zoom, factor: number, at: Point, picture: Size, frame: Size): Zoom {
  const scale = Math.min(LARGEST, Math.max(1, zoom.scale * factor));
  const ratio = scale / zoom.scale;
  return within(
    { scale, x: at.x - (at.x - zoom.x) * ratio, y: at.y - (at.y - zoom.y) * ratio },
    picture,
    frame,
  );
}

export function moved(zoom: Zoom, by: Point, picture: Size, frame: Size): Zoom {
  return within({ ...zoom, x: zoom.x + by.x, y: zoom.y + by.y }, picture, frame);
}

/** No edge of the picture comes further in than its frame; what is smaller than the frame stands in its middle. */
function within({ scale, x, y }: Zoom, picture: Size, frame: Size): Zoom {
  const roomX = Math.max(0, (picture.width * scale - frame.width) / 2);
  const roomY = Math.max(0, (picture.height * scale - frame.height) / 2);
  return { scale, x: clamp(x, roomX), y: clamp(y, roomY) };
}

const clamp = (value: number, room: number) => Math.min(room, Math.max(-room, value)) || 0;

const SWIPE_PX = 60;

/** What a finger meant that moved so far: to a neighbour, or away. */
export function swipeOf({ x, y }: Point): 'next' | 'previous' | 'close' | null {
  if (Math.abs(x) > Math.abs(y) && Math.abs(x) > SWIPE_PX) return x < 0 ? 'next' : 'previous';
  return y > 2 * SWIPE_PX && Math.abs(x) < y / 2 ? 'close' : null;
}
