import { createMemo, type JSX, Show, untrack } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { richParts, treeOf } from './parser.ts';
import { type Block, blocksOf, isEmojiOnly, type Span } from './plain.ts';

/**
 * Markdown where it is read, plainly until the parser is there and where the text is not to be read so. It is made anew
 * when its words are others, and stays when only what is around them is.
 */
export function TextBody(props: { text: string }) {
  const text = createMemo(() => props.text);
  const view = createMemo(() => (text().trim() === '' ? null : viewOf(text())));
  return <>{view()}</>;
}

function viewOf(text: string): JSX.Element {
  const tree = treeOf(text);
  return (
    <div class="prose-line" dir="auto" data-emoji={isEmojiOnly(text)}>
      {tree ? <Dynamic component={richParts()?.Blocks} blocks={tree} /> : <Plain text={text} />}
    </div>
  );
}

function Plain(props: { text: string }) {
  return <>{untrack(() => blocksOf(props.text)).map(blockView)}</>;
}

function blockView(block: Block): JSX.Element {
  if (block.kind === 'prose') return block.spans.map(spanView);
  return (
    <Show when={richParts()} fallback={<PlainCode text={block.text} />}>
      {(rich) => <Dynamic component={rich().CodeBlock} text={block.text} info={block.language} />}
    </Show>
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
