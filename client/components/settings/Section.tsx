import type { JSX } from 'solid-js';

/** A part of a settings page. */
export function Section(props: { title: string; children: JSX.Element }) {
  return (
    <section class="mt-10 flex flex-col gap-4 border-t border-line pt-6 first:mt-0 first:border-t-0 first:pt-0">
      <h2 class="text-18 font-semibold tracking-tight">{props.title}</h2>
      {props.children}
    </section>
  );
}
