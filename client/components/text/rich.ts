export { CodeBlock } from './CodeBlock.tsx';
export { parse } from './parse.ts';
export { Blocks } from './RichText.tsx';
