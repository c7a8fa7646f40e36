/** What stands before the caret and may be completed: the beginning of a name. */
export interface Beginning {
  readonly kind: 'mention' | 'emoji';
  /** Without its sign. */
  readonly text: string;
  /** Where its sign stands. */
  readonly from: number;
  readonly to: number;
}

const MENTION = /(?:^|[^\p{L}\p{N}_@./-])@([\p{L}\p{N}._-]{0,32})$/u;
const EMOJI = /(?:^|[\s(])(:([a-z0-9_+-]{2,32}))$/i;
const WHOLE_EMOJI = /(?:^|[^\p{L}\p{N}:]):([a-z0-9_+-]{1,32}):$/u;

export function beginningAt(text: string, caret: number): Beginning | null {
  const before = text.slice(0, caret);
  if (isInCode(before)) return null;
  const mention = MENTION.exec(before)?.[1];
  if (mention !== undefined)
    return { kind: 'mention', text: mention, from: caret - mention.length - 1, to: caret };
  const emoji = EMOJI.exec(before)?.[2];
  return emoji === undefined
    ? null
    : { kind: 'emoji', text: emoji, from: caret - emoji.length - 1, to: caret };
}

/** The name that the last colon closed. */
export function closedEmojiAt(text: string, caret: number): Beginning | null {
  const before = text.slice(0, caret);
  const name = isInCode(before) ? undefined : WHOLE_EMOJI.exec(before)?.[1];
  return name === undefined ? null : { kind: 'emoji', text: name, from: caret - name.length - 2, to: caret };
}

function isInCode(before: string): boolean {
  const fences = before.split('```');
  return fences.length % 2 === 0 || ((fences.at(-1) ?? '').split('`').length - 1) % 2 === 1;
}
