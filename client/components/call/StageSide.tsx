import X from 'lucide-solid/icons/x';
import { Match, Show, Switch } from 'solid-js';
import { IconButton } from '../../ui/IconButton.tsx';
import { CallDetails } from './CallDetails.tsx';
import { setStagePanel, stagePanel } from './call-view.ts';
import { DeviceSettings } from './DeviceSettings.tsx';

export function StageSide() {
  const title = () => (stagePanel() === 'devices' ? 'Devices' : 'Call details');
  return (
    <Show when={stagePanel() !== 'none'}>
      <aside
        class="call-side quiet-scroll"
        aria-label={title()}
        onKeyDown={(event) => event.key === 'Escape' && setStagePanel('none')}
      >
        <header class="call-side-header">
          <h3 class="text-15 font-semibold">{title()}</h3>
          <IconButton label="Close" tip="left" onClick={() => setStagePanel('none')}>
            <X size={18} />
          </IconButton>
        </header>
        <Switch>
          <Match when={stagePanel() === 'devices'}>
            <DeviceSettings />
          </Match>
          <Match when={stagePanel() === 'details'}>
            <CallDetails />
          </Match>
        </Switch>
      </aside>
    </Show>
  );
}
