import ChevronUp from 'lucide-solid/icons/chevron-up';
import { For } from 'solid-js';
import { whenOf } from '../../ui/format.ts';
import { Menu, MenuItem } from '../../ui/Menu.tsx';
import { laterTimes } from './later-times.ts';

interface LaterMenuProps {
  onPick: (at: number) => void;
  /** Another time than those that are offered. */
  onChoose: () => void;
}

/** Beside the button that sends: when else. A phone finds it in the menu of what else a message may be. */
export function LaterMenu(props: LaterMenuProps) {
  return (
    <span class="max-tablet:hidden">
      <Menu label="Send later" icon={<ChevronUp size={17} />}>
        <LaterItems onPick={(at) => props.onPick(at)} />
        <MenuItem onSelect={() => props.onChoose()}>Choose a time…</MenuItem>
      </Menu>
    </span>
  );
}

function LaterItems(props: { onPick: (at: number) => void }) {
  const now = Date.now();
  return (
    <For each={laterTimes(now)}>
      {({ label, at }) => (
        <MenuItem onSelect={() => props.onPick(at)}>
          <span class="flex-1">{label}</span>
          <span class="figures text-12 text-muted">{whenOf(at, now)}</span>
        </MenuItem>
      )}
    </For>
  );
}
