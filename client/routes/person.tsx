import { useParams } from '@solidjs/router';
import { PageHeader } from '../components/frame/PageHeader.tsx';
import { useStores } from '../stores/context.tsx';
import { createTitle } from '../ui/title.ts';
import { PersonCard } from '../components/people/PersonCard.tsx';

export function Person() {
  const { people } = useStores();
  const params = useParams<{ id: string }>();
  createTitle(() => people.user(params.id)?.name ?? 'Someone');
  return (
    <>
      <PageHeader back="/people" bare />
      <div class="quiet-scroll flex min-h-0 flex-1 overflow-y-auto px-6 py-10">
        <div class="m-auto w-full max-w-[440px] pb-[10vh]">
          <PersonCard userId={params.id} reach />
        </div>
      </div>
    </>
  );
}
