import { useStores } from '../../stores/context.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { useChange } from './change.ts';

export function Privacy() {
  const { settings } = useStores();
  const change = useChange();
  return (
    <div class="flex flex-col gap-2">
      <Switch
        label="Read receipts"
        hint="Off: others see that a message arrived, not that you read it, and you do not see what they read."
        on={settings.mine().readReceipts}
        onChange={(readReceipts) => change({ readReceipts })}
      />
      <Switch
        label="Show when I type"
        hint="Off: others do not see that you type, and you do not see that they do."
        on={settings.mine().typing}
        onChange={(typing) => change({ typing })}
      />
    </div>
  );
}
