import ArrowLeft from 'lucide-solid/icons/arrow-left';
import PanelLeft from 'lucide-solid/icons/panel-left';
import { type JSX, Show } from 'solid-js';
import { IconButton } from '../../ui/IconButton.tsx';
import { useFrame } from './context.ts';

interface PageHeaderProps {
  /** Where a phone's back button leads; without it the page stands in the bottom bar. */
  back?: string;
  /** Nothing to say on a desktop, where neither back nor list are needed. */
  bare?: boolean;
  children?: JSX.Element;
}

/** The line at the top of a page in the main part. */
export function PageHeader(props: PageHeaderProps) {
  const frame = useFrame();
  return (
    <header
      class="flex h-14 flex-none items-center gap-1 border-b border-line pr-2 pl-4 max-tablet:pl-2 desktop:pl-5"
      classList={{ 'desktop:hidden': props.bare ?? false }}
    >
      <Show when={props.back}>
        {(back) => (
          <a href={back()} class="icon-button tablet:hidden" aria-label="Back">
            <ArrowLeft size={20} />
          </a>
        )}
      </Show>
      <IconButton
        label="Show the list"
        class="-ml-2 max-tablet:hidden desktop:hidden"
        onClick={() => frame.openList()}
      >
        <PanelLeft size={18} />
      </IconButton>
      {props.children}
    </header>
  );
}
