import { createMemo, For, type JSX, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { richParts, treeOf } from './parser.ts';
import { blocksOf, isEmojiOnly, type Span } from './plain.ts';

/** Markdown where it is read, plainly until the parser is there and where the text is not to be read so. */
export function TextBody(props: { text: string }) {
  const tree = createMemo(() => treeOf(props.text));
  return (
    <Show when={props.text.trim() !== ''}>
      <div class="prose-line" dir="auto" data-emoji={isEmojiOnly(props.text)}>
        <Show when={tree()} fallback={<Plain text={props.text} />}>
          {(blocks) => <Dynamic component={richParts()?.Blocks} blocks={blocks()} />}
        </Show>
      </div>
    </Show>
  );
}

function Plain(props: { text: string }) {
  const blocks = createMemo(() => blocksOf(props.text));
  return (
    <For each={blocks()}>
      {(block) =>
        block.kind === 'code' ? (
          <Show when={richParts()} fallback={<PlainCode text={block.text} />}>
            {(rich) => <Dynamic component={rich().CodeBlock} text={block.text} info={block.language} />}
          </Show>
        ) : (
          <For each={block.spans}>{spanView}</For>
        )
      }
    </For>
  );
}

function PlainCode(props: { text: string }) {
  return (
    <pre class="quiet-scroll" dir="ltr">
      <code>{props.text}</code>
    </pre>
  );
}

function spanView(span: Span): JSX.Element {
  switch (span.kind) {
    case 'text':
      return span.text;
    case 'code':
      return <code>{span.text}</code>;
    case 'link':
      return (
        <a href={span.href} target="_blank" rel="noopener noreferrer">
          {span.text}
        </a>
      );
  }
}
