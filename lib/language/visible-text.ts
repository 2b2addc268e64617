/** Spaces, controls, what Unicode says is not drawn (such as the Hangul filler), and the blank of Braille. */
const unseen = /[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu

/** The text without spaces around it; empty where there is nothing in it to see. */
export function visibleText(text: string): string {
  return text.replace(unseen, '') === '' ? '' : text.trim()
}
