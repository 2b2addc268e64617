const combiningMarks = /[\u0300-\u036f]/g

/**
 * Text as it is searched: without case, accents and width, so that `ЁЛКА` finds `елка`, `STRASSE` finds `Straße` and `ＡＢ`
 * finds `ab`. Only the marks of Latin, Greek and Cyrillic letters go: elsewhere (Thai, Hindi, Arabic) a mark is a letter.
 */
export function foldText(text: string): string {
  const bare = text.normalize('NFKD').replace(combiningMarks, '').normalize('NFC')
  // Through upper case, where `ß` is `SS` and the two small sigmas are one.
  return bare.toUpperCase().toLowerCase().replaceAll('ς', 'σ')
}

/** What was searched for: parts that a title has to contain all, and an item's number where one was given. */
export type SearchTerms = { readonly words: readonly string[]; readonly itemId: number | null }

/** How people write "number 22": `22`, `#22`, `№ 22` (which folds to `no 22`), `No. 22`, `Nr. 22`, `n° 22`. */
const numbered = /^(?:#|no|nr|n|n°)?\.? ?(\d{1,16})$/

export function searchTerms(query: string): SearchTerms {
  const words = foldText(query).split(/\s+/).filter(Boolean)
  const itemId = Number(numbered.exec(words.join(' '))?.[1] ?? 0)
  return { words, itemId: itemId > 0 && Number.isSafeInteger(itemId) ? itemId : null }
}

/** Words are found anywhere in the title, also inside of longer words: not every language puts spaces between them. */
export function matchesSearch({ title, itemId }: { title: string; itemId: number }, terms: SearchTerms): boolean {
  if (itemId === terms.itemId) return true
  const folded = foldText(title)
  return terms.words.every((word) => folded.includes(word))
}
