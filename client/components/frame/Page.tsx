import type { JSX } from 'solid-js';
import { createTitle } from '../../ui/title.ts';
import { PageHeader } from './PageHeader.tsx';

interface PageProps {
  title: string;
  back?: string;
  actions?: JSX.Element;
  /** As wide as a conversation: figures stand beside each other. */
  wide?: boolean;
  children: JSX.Element;
}

/** A page that is read from top to bottom: title, then one column. */
export function Page(props: PageProps) {
  createTitle(() => props.title);
  return (
    <>
      <PageHeader {...(props.back === undefined ? {} : { back: props.back })}>
        <h1
          class="min-w-0 flex-1 truncate px-1 font-semibold max-tablet:px-2"
          classList={{
            'text-15': props.back !== undefined,
            'text-18 tracking-tight': props.back === undefined,
          }}
        >
          {props.title}
        </h1>
        {props.actions}
      </PageHeader>
      <div class="quiet-scroll min-h-0 flex-1 overflow-y-auto">
        <div
          class="mx-auto w-full px-5 pt-6 pb-16"
          classList={{ 'max-w-[640px]': !props.wide, 'max-w-[840px]': props.wide ?? false }}
        >
          {props.children}
        </div>
      </div>
    </>
  );
}
