/** A message's text as what is shown: a small closed language, so that nothing written can become markup. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'break' }
  | { kind: 'code'; text: string }
  | { kind: 'strong' | 'em' | 'del' | 'spoiler'; children: Inline[] }
  | { kind: 'link'; href: string; children: Inline[] }
  /** A name as it was written, without the sign; whether it is anybody's is decided where it is shown. */
  | { kind: 'mention'; name: string };

export type Block =
  | { kind: 'paragraph'; children: Inline[] }
  /** Larger letters belong to the page: a heading is a line that stands out. */
  | { kind: 'heading'; children: Inline[] }
  | { kind: 'code'; text: string; language: string }
  | { kind: 'quote'; children: Block[] }
  | { kind: 'list'; start: number | null; items: Block[][] }
  | { kind: 'rule' };
