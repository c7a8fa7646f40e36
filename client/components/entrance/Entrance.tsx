import type { JSX } from 'solid-js';
import { createTitle } from '../../ui/title.ts';
import { Mark } from '../frame/Mark.tsx';

/** The page of someone who is not signed in: one form, nothing else. */
export function Entrance(props: { title: string; text?: string | undefined; children: JSX.Element }) {
  createTitle(() => props.title);
  return (
    <main class="quiet-scroll flex h-full overflow-y-auto px-6 py-10">
      <div class="m-auto w-full max-w-[360px]">
        <Mark size={40} />
        <h1 class="mt-6 text-28 font-semibold tracking-tight text-balance">{props.title}</h1>
        <p class="mt-2 mb-8 text-15 text-muted">{props.text}</p>
        {props.children}
      </div>
    </main>
  );
}
