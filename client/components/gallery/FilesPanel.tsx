import { createSignal, Match, Switch } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { Tabs } from '../../ui/Tabs.tsx';
import { SidePanel } from '../panel/SidePanel.tsx';
import type { Place } from '../threads/paths.ts';
import { LinksTab } from './LinksTab.tsx';
import { SharedTab } from './SharedTab.tsx';

const TABS = [
  { value: 'media', title: 'Media' },
  { value: 'file', title: 'Files' },
  { value: 'audio', title: 'Audio' },
  { value: 'links', title: 'Links' },
] as const;
type Tab = (typeof TABS)[number]['value'];

interface FilesPanelProps {
  conversation: Conversation;
  onGo: (place: Place) => void;
  onClose: () => void;
}

/** What was shared in a conversation. */
export function FilesPanel(props: FilesPanelProps) {
  const [tab, setTab] = createSignal<Tab>('media');
  return (
    <SidePanel title="Files and links" onClose={() => props.onClose()}>
      <Tabs label="Kinds" value={tab()} options={TABS} controls="shared" onChoose={setTab} />
      <div id="shared" role="tabpanel" class="quiet-scroll min-h-0 flex-1 overflow-y-auto px-3 pt-3 pb-6">
        <Switch>
          <Match when={tab() === 'media'}>
            <SharedTab {...props} kind="media" />
          </Match>
          <Match when={tab() === 'file'}>
            <SharedTab {...props} kind="file" />
          </Match>
          <Match when={tab() === 'audio'}>
            <SharedTab {...props} kind="audio" />
          </Match>
          <Match when={tab() === 'links'}>
            <LinksTab {...props} />
          </Match>
        </Switch>
      </div>
    </SidePanel>
  );
}
