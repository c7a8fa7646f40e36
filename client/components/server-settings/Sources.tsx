import { createResource, For, Show } from 'solid-js';
import { ask } from '../../api/pages.ts';
import { Problem } from '../../ui/Problem.tsx';
import { wordsFor } from '../../ui/words.ts';

const WORDS = {
  default: 'As it comes',
  environment: 'Set at the start',
  database: 'Set here',
} as const;

/** Every setting, what holds, and who said so. Secrets are not told. */
export function Sources() {
  const [sources] = createResource(() => ask((api) => api.admin.sources.query()));
  return (
    <Show when={!sources.error} fallback={<Problem text={wordsFor(sources.error)} />}>
      <ul aria-label="All settings">
        <For each={sources.latest}>
          {(setting) => (
            <li class="flex flex-wrap items-baseline gap-x-4 border-b border-line py-2 text-14 last:border-0">
              <span class="min-w-0 flex-1 wrap-anywhere">{setting.name}</span>
              <span class="wrap-anywhere" classList={{ 'text-muted': setting.value === null }}>
                {setting.value ?? unsaid(setting)}
              </span>
              <span class="w-32 text-right text-13 text-muted">{WORDS[setting.source]}</span>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}

function unsaid({ isSecret, source }: { isSecret: boolean; source: keyof typeof WORDS }): string {
  return isSecret && source !== 'default' ? 'secret' : 'none';
}
