import { createMemo, createSignal, For, Match, onCleanup, onMount, Show, Switch } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { sameKeys } from './carrier-choice.ts';
import { layoutTiles, type Rect } from './layout.ts';
import { PersonTile } from './PersonTile.tsx';
import { ScreenTile } from './ScreenTile.tsx';
import { SelfTile } from './SelfTile.tsx';
import { localOf, remotesOf, type Tile, tilesOf } from './tiles.ts';

export function TileGrid() {
  const { call } = useStores();
  const [size, setSize] = createSignal({ width: 0, height: 0 });
  const tiles = createMemo(() => tilesOf(call.state()));
  const keys = createMemo(() => tiles().map((tile) => tile.key), [], { equals: sameKeys });
  const rects = createMemo(() => layoutTiles(tiles(), size().width, size().height));
  let grid: HTMLDivElement | undefined;
  onMount(() => {
    if (!grid) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(grid);
    onCleanup(() => observer.disconnect());
  });
  const rectOf = (key: string) => (size().width > 0 ? rects().get(key) : undefined);
  return (
    <div class="tile-grid" ref={grid}>
      <For each={keys()}>
        {(key) => (
          <Show when={tiles().find((tile) => tile.key === key)}>
            {(tile) => <AnyTile tile={tile()} rect={rectOf(key)} floating={tiles().length === 2} />}
          </Show>
        )}
      </For>
    </div>
  );
}

function AnyTile(props: { tile: Tile; rect: Rect | undefined; floating: boolean }) {
  const { call } = useStores();
  const participantId = () => (props.tile.kind === 'self' ? null : props.tile.participantId);
  const participant = () => remotesOf(call.state()).find((remote) => remote.id === participantId());
  const stream = () => {
    const { tile } = props;
    return tile.kind === 'screen' ? participant()?.streams.find(({ id }) => id === tile.streamId) : undefined;
  };
  const speaker = () => {
    const state = call.state();
    return state.phase === 'active' ? state.speaker : null;
  };
  const me = () => {
    const state = call.state();
    return state.phase === 'active' ? state.me : '';
  };
  return (
    <Switch>
      <Match when={props.tile.kind === 'self' && localOf(call.state())}>
        {(local) => (
          <SelfTile
            local={local()}
            rect={props.rect}
            speaking={speaker() === me()}
            floating={props.floating}
          />
        )}
      </Match>
      <Match when={props.tile.kind === 'person' && participant()}>
        {(person) => (
          <PersonTile participant={person()} rect={props.rect} speaking={speaker() === participantId()} />
        )}
      </Match>
      <Match when={participant() && stream()}>
        {(shared) => (
          <Show when={participant()}>
            {(person) => <ScreenTile participant={person()} stream={shared()} rect={props.rect} />}
          </Show>
        )}
      </Match>
    </Switch>
  );
}
