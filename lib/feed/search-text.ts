import { type PresentItem, shownAmount } from './feed-item.ts'
import { amountsIn, isAmountOf } from './search-amount.ts'

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

/** What a row may be found by beside its texts. */
type Numbers = { readonly itemId: number | null; readonly amounts: readonly string[] }

/** One word, which has to stand in the title or in a name that the row shows, or to be its number or its amount. */
export type SearchWord = Numbers & { readonly text: string }

/** What was searched for: words, of which a row has to have all, or a number or an amount that is written in several words. */
export type SearchTerms = Numbers & { readonly words: readonly SearchWord[] }

/** How people write "number 22": `22`, `#22`, `№ 22` (which folds to `no 22`), `No. 22`, `Nr. 22`, `n° 22`. */
const numbered = /^(?:#|no|nr|n|n°)?\.? ?(\d{1,16})$/

export function searchTerms(query: string): SearchTerms {
  const words = foldText(query).split(/\s+/).filter(Boolean)
  return { ...numbersIn(words.join(' ')), words: words.map((text) => ({ ...numbersIn(text), text })) }
}

function numbersIn(text: string): Numbers {
  const itemId = Number(numbered.exec(text)?.[1] ?? 0)
  return { itemId: itemId > 0 && Number.isSafeInteger(itemId) ? itemId : null, amounts: amountsIn(text) }
}

/** What of an item a search looks at: all that its row shows, but for times. */
export type SearchedItem = Pick<
  PresentItem,
  'itemId' | 'title' | 'createdBy' | 'assignedTo' | 'category' | 'stage' | 'amount'
>

/** Words are found anywhere in a text, also inside of longer words: not every language puts spaces between them. */
export function matchesSearch(item: SearchedItem, { words, ...whole }: SearchTerms): boolean {
  if (hasNumber(item, whole)) return true
  const named = [item.createdBy, item.assignedTo, item.category, item.stage]
  const texts = [item.title, ...named.map((each) => each?.name ?? '')].map(foldText)
  return words.every((word) => hasNumber(item, word) || texts.some((text) => text.includes(word.text)))
}

function hasNumber(item: SearchedItem, { itemId, amounts }: Numbers): boolean {
  const amount = shownAmount(item)
  return item.itemId === itemId || (amount !== null && isAmountOf(amount.value, amounts))
}
