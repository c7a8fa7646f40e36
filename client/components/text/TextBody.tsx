import { createMemo, For, Match, Show, Switch } from 'solid-js';
import { CodeBlock } from './CodeBlock.tsx';
import { treeOf } from './parser.ts';
import { blocksOf, isEmojiOnly, type Span } from './plain.ts';
import { Blocks } from './RichText.tsx';

/** Markdown where it is read, plainly until the parser is there and where the text is not to be read so. */
export function TextBody(props: { text: string }) {
  const tree = createMemo(() => treeOf(props.text));
  return (
    <Show when={props.text.trim() !== ''}>
      <div class="prose-line" dir="auto" data-emoji={isEmojiOnly(props.text)}>
        <Show when={tree()} fallback={<Plain text={props.text} />}>
          {(blocks) => <Blocks blocks={blocks()} />}
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
          <CodeBlock text={block.text} info={block.language} />
        ) : (
          <For each={block.spans}>{(span) => <SpanView span={span} />}</For>
        )
      }
    </For>
  );
}

function SpanView(props: { span: Span }) {
  const link = () => (props.span.kind === 'link' ? props.span : null);
  return (
    <Switch fallback={props.span.text}>
      <Match when={props.span.kind === 'code'}>
        <code>{props.span.text}</code>
      </Match>
      <Match when={link()}>
        {(to) => (
          <a href={to().href} target="_blank" rel="noopener noreferrer">
            {to().text}
          </a>
        )}
      </Match>
    </Switch>
  );
}
