/** A text as a list, a quote or a screen reader tells it: in one line, without marks, and with spoilers kept. */
export function oneLine(text: string): string {
  return text
    .replace(/\|\|(?=\S)[\s\S]*?\S\|\|/g, 'Spoiler')
    .replace(/```[\w+-]*/g, ' ')
    .replace(/(\*\*|~~|`)(?=\S)([\s\S]*?\S)\1/g, '$2')
    .replace(/^\s*>+\s?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}
