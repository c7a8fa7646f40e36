/** As it is to be shown in colour. */
const SHOWN_AS_PICTURE = '\u{FE0F}';
const ONE_EMOJI = /^\p{RGI_Emoji}$/v;

/** One emoji in its full form, or null: ❤ and ❤️ are the same, `ok` and two in a row are none. */
export function toEmoji(text: string): string | null {
  if (ONE_EMOJI.test(text)) return text;
  const full = `${text}${SHOWN_AS_PICTURE}`;
  return ONE_EMOJI.test(full) ? full : null;
}
