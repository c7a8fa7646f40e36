import { createMemo, For, Match, Show, Switch } from 'solid-js';
import { blocksOf, isEmojiOnly, type Span } from './text.ts';

/** Renders what `blocksOf` understands. A richer language replaces both and nothing else. */
export function TextBody(props: { text: string }) {
  const blocks = createMemo(() => blocksOf(props.text));
  return (
    <Show when={blocks().length > 0}>
      <div class="prose-line" dir="auto" data-emoji={isEmojiOnly(props.text)}>
        <For each={blocks()}>
          {(block) =>
            block.kind === 'code' ? (
              <pre class="quiet-scroll" tabindex="0">
                {block.text}
              </pre>
            ) : (
              <For each={block.spans}>{(span) => <SpanView span={span} />}</For>
            )
          }
        </For>
      </div>
    </Show>
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
