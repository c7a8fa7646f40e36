import { A } from '@solidjs/router';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { CodeBlock } from './CodeBlock.tsx';
import { useMentions } from './mentions.ts';
import type { Block, Inline } from './tree.ts';

export function Blocks(props: { blocks: readonly Block[] }) {
  return <For each={props.blocks}>{(block) => blockView(block)}</For>;
}

function blockView(block: Block): JSX.Element {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p>
          <Inlines of={block.children} />
        </p>
      );
    case 'heading':
      return (
        <p class="font-semibold">
          <Inlines of={block.children} />
        </p>
      );
    case 'code':
      return <CodeBlock text={block.text} info={block.language} />;
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.children} />
        </blockquote>
      );
    case 'list':
      return (
        <Dynamic component={block.start === null ? 'ul' : 'ol'} start={block.start ?? undefined}>
          <For each={block.items}>
            {(item) => (
              <li>
                <Blocks blocks={item} />
              </li>
            )}
          </For>
        </Dynamic>
      );
    case 'rule':
      return <hr />;
  }
}

function Inlines(props: { of: readonly Inline[] }) {
  return <For each={props.of}>{(inline) => inlineView(inline)}</For>;
}

function inlineView(inline: Inline): JSX.Element {
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'break':
      return <br />;
    case 'code':
      return <code>{inline.text}</code>;
    case 'strong':
    case 'em':
    case 'del':
      return (
        <Dynamic component={inline.kind}>
          <Inlines of={inline.children} />
        </Dynamic>
      );
    case 'spoiler':
      return (
        <Spoiler>
          <Inlines of={inline.children} />
        </Spoiler>
      );
    case 'link':
      return (
        <a href={inline.href} title={inline.href} target="_blank" rel="noopener noreferrer">
          <Inlines of={inline.children} />
        </a>
      );
    case 'mention':
      return <Mention name={inline.name} />;
  }
}

function Mention(props: { name: string }) {
  const resolve = useMentions();
  const named = () => resolve(props.name);
  return (
    <Show when={named()} fallback={`@${props.name}`}>
      {(who) => (
        <Show
          when={who().userId}
          fallback={
            <span class="mention" data-me={who().isMe}>
              @{who().label}
            </span>
          }
        >
          {(id) => (
            <A href={`/people/${id()}`} class="mention" data-me={who().isMe}>
              @{who().label}
            </A>
          )}
        </Show>
      )}
    </Show>
  );
}

/** Nothing of it is there to be read, seen or spoken, until it is asked for. */
function Spoiler(props: { children: JSX.Element }) {
  const [shown, setShown] = createSignal(false);
  return (
    <Show
      when={shown()}
      fallback={
        <button type="button" class="spoiler" onClick={() => setShown(true)}>
          Spoiler
        </button>
      }
    >
      <span class="spoiler-shown">{props.children}</span>
    </Show>
  );
}
