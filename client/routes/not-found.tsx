import { A } from '@solidjs/router';
import { PageHeader } from '../components/frame/PageHeader.tsx';
import { Empty } from '../ui/Empty.tsx';
import { createTitle } from '../ui/title.ts';

export function NotFound() {
  createTitle(() => 'Not found');
  return (
    <>
      <PageHeader back="/" bare />
      <Empty text="There is nothing at this address.">
        <A href="/" class="button" data-kind="plain">
          To your conversations
        </A>
      </Empty>
    </>
  );
}
