import { For, Suspense } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { Section } from '../settings/Section.tsx';
import { sectionsFor } from './sections.ts';

/** Moderators see what is for them, the owner all. */
export function ServerSections() {
  const { session } = useStores();
  return (
    <div class="max-w-[600px]">
      <For each={sectionsFor(session.me()?.role)}>
        {({ title, Content }) => (
          <Section title={title}>
            <Suspense>
              <Content />
            </Suspense>
          </Section>
        )}
      </For>
    </div>
  );
}
