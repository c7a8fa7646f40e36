import { createLowlight } from 'lowlight';
import { GRAMMARS } from './grammars.ts';
import type { Language } from './languages.ts';

/** A part of a text in one colour, or one that holds others. */
export type Piece = string | { readonly tone: Tone; readonly pieces: readonly Piece[] };

/** The colours that there are: grammars know many more kinds of words. */
export type Tone = 'keyword' | 'string' | 'number' | 'name' | 'type' | 'comment' | 'added' | 'removed';

const TONES: Readonly<Record<string, Tone>> = {
  keyword: 'keyword',
  built_in: 'type',
  type: 'type',
  literal: 'number',
  number: 'number',
  symbol: 'number',
  bullet: 'number',
  link: 'string',
  string: 'string',
  regexp: 'string',
  char: 'string',
  title: 'name',
  name: 'keyword',
  section: 'name',
  attr: 'name',
  attribute: 'name',
  property: 'name',
  'selector-class': 'name',
  'selector-id': 'name',
  'selector-tag': 'keyword',
  'selector-pseudo': 'type',
  variable: 'type',
  'template-variable': 'type',
  comment: 'comment',
  quote: 'comment',
  doctag: 'comment',
  meta: 'comment',
  addition: 'added',
  deletion: 'removed',
};

const lowlight = createLowlight();

/** Rejects where the grammar could not be fetched. */
export async function highlight(text: string, language: Language): Promise<Piece[]> {
  // Its names are in lower case.
  const name = language.toLowerCase();
  if (!lowlight.registered(name)) {
    const { default: grammar } = await GRAMMARS[language]();
    lowlight.register(name, grammar);
  }
  return piecesOf(lowlight.highlight(name, text, { prefix: '' }).children);
}

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly properties?: { readonly className?: unknown };
  readonly children?: readonly Node[];
}

function piecesOf(nodes: readonly Node[]): Piece[] {
  return nodes.flatMap((node): readonly Piece[] => {
    if (node.type === 'text') return [node.value ?? ''];
    const pieces = piecesOf(node.children ?? []);
    const tone = toneOf(node.properties?.className);
    return tone === undefined ? pieces : [{ tone, pieces }];
  });
}

function toneOf(names: unknown): Tone | undefined {
  const [first] = Array.isArray(names) ? names : [];
  return typeof first === 'string' ? TONES[first] : undefined;
}
