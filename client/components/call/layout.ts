export interface LayoutTile {
  readonly key: string;
  readonly kind: 'self' | 'person' | 'screen';
}
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
interface Area extends Rect {}

const GAP = 12;
const WIDE = 16 / 9;
/** On an upright stage a tile may stand as tall as this. */
const TALL = 3 / 4;

/**
 * Where each tile stands. Tiles are placed, never moved in the document, so a change of layout restarts no video. A shared
 * screen takes the stage with the people in a strip; two people see each other large and themselves small; else a grid.
 */
export function layoutTiles(
  tiles: readonly LayoutTile[],
  width: number,
  height: number,
): ReadonlyMap<string, Rect> {
  const area = { left: 0, top: 0, width, height };
  const screens = tiles.filter((tile) => tile.kind === 'screen');
  if (screens.length > 0) return spotlight(screens, without(tiles, 'screen'), area);
  const people = without(tiles, 'self');
  const [self] = without(tiles, 'person');
  if (people.length === 1 && self) return faceToFace(people, self, area);
  return grid(tiles, area, tallestOn(area));
}

function spotlight(
  screens: readonly LayoutTile[],
  people: readonly LayoutTile[],
  area: Area,
): ReadonlyMap<string, Rect> {
  if (people.length === 0) return grid(screens, area, WIDE);
  const [main, strip] = isUpright(area) ? splitBelow(area, screens.length) : splitRight(area);
  return new Map([...grid(screens, main, WIDE), ...grid(people, strip, WIDE)]);
}

function splitRight(area: Area): [Area, Area] {
  const strip = clamp(area.width * 0.2, 120, 260);
  const main = Math.max(0, area.width - strip - GAP);
  return [
    { ...area, width: main },
    { ...area, left: area.left + main + GAP, width: strip },
  ];
}

/** Screens as wide as the stage, people below in no more room than one screen takes, both together in the middle. */
function splitBelow(area: Area, screens: number): [Area, Area] {
  const screen = area.width / WIDE;
  const main = Math.min(screens * screen + (screens - 1) * GAP, area.height * 0.68);
  const strip = Math.max(0, Math.min(screen, area.height - main - GAP));
  const top = area.top + (area.height - main - GAP - strip) / 2;
  return [
    { ...area, top, height: main },
    { ...area, top: top + main + GAP, height: strip },
  ];
}

function faceToFace(people: readonly LayoutTile[], self: LayoutTile, area: Area): ReadonlyMap<string, Rect> {
  const upright = isUpright(area);
  const width = Math.min(
    upright ? clamp(area.width * 0.28, 88, 160) : clamp(area.width * 0.2, 120, 240),
    area.width,
  );
  const height = upright ? width / TALL : width / WIDE;
  const corner = {
    left: area.width - width - GAP,
    top: area.height - height - GAP,
    width,
    height,
  };
  return new Map([...grid(people, area, tallestOn(area)), [self.key, corner]]);
}

/** Equal tiles as large as they can be, rows centred; their shape is from `tallest` to 16:9. */
function grid(tiles: readonly LayoutTile[], area: Area, tallest: number): ReadonlyMap<string, Rect> {
  const count = tiles.length;
  const cell = bestCell(count, area, tallest);
  const rows = Math.ceil(count / cell.columns);
  const top = area.top + (area.height - rows * cell.height - (rows - 1) * GAP) / 2;
  return new Map(
    tiles.map((tile, index) => {
      const row = Math.floor(index / cell.columns);
      const inRow = Math.min(cell.columns, count - row * cell.columns);
      const left = area.left + (area.width - inRow * cell.width - (inRow - 1) * GAP) / 2;
      const place = {
        left: left + (index % cell.columns) * (cell.width + GAP),
        top: top + row * (cell.height + GAP),
        width: cell.width,
        height: cell.height,
      };
      return [tile.key, place] as const;
    }),
  );
}

interface Cell {
  readonly columns: number;
  readonly width: number;
  readonly height: number;
}

function bestCell(count: number, area: Area, tallest: number): Cell {
  const cells = Array.from({ length: count }, (_, index) => cellFor(index + 1, count, area, tallest));
  return cells.reduce((best, cell) => (cell.width * cell.height > best.width * best.height ? cell : best), {
    columns: 1,
    width: 0,
    height: 0,
  });
}

function cellFor(columns: number, count: number, area: Area, tallest: number): Cell {
  const rows = Math.ceil(count / columns);
  const width = Math.max(0, (area.width - GAP * (columns - 1)) / columns);
  const height = Math.max(0, (area.height - GAP * (rows - 1)) / rows);
  if (width === 0 || height === 0) return { columns, width: 0, height: 0 };
  const ratio = clamp(width / height, tallest, WIDE);
  const fitted = Math.min(width, height * ratio);
  return { columns, width: fitted, height: fitted / ratio };
}

function isUpright(area: Area): boolean {
  return area.height > area.width;
}

function tallestOn(area: Area): number {
  return isUpright(area) ? TALL : WIDE;
}

function without(tiles: readonly LayoutTile[], kind: LayoutTile['kind']): readonly LayoutTile[] {
  return tiles.filter((tile) => tile.kind !== kind);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
