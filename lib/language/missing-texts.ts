import type { Messages } from './translate.ts'

type Catalogue = Partial<Messages>
export type MissingTexts = { readonly missing: readonly string[]; readonly unknown: readonly string[] }

/** What a catalogue lacks of the English one, and what it has beyond. */
export function missingTexts(english: Catalogue, other: Catalogue): MissingTexts {
  return {
    missing: Object.keys(english).filter((key) => !(key in other)),
    unknown: Object.keys(other).filter((key) => !(key in english)),
  }
}
