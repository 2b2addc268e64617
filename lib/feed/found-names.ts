import { foldText, type SearchTerms } from './search-text.ts'

/** A name that the CRM told, as the directory keeps it. */
export type KnownName = { readonly kind: 'USER' | 'CATEGORY' | 'STAGE'; readonly key: string; readonly name: string }

/** Whom and what a word is a part of the name of, by their keys in the directory. */
export type FoundNames = Readonly<Record<'USER' | 'CATEGORY' | 'STAGE', readonly string[]>>

/**
 * For each word of a search whose names it is in. Names are looked up when they are searched for, and stand in no row: people marry, and
 * pipelines are renamed.
 */
export function foundNames({ words }: SearchTerms, names: readonly KnownName[]): FoundNames[] {
  const folded = words.length === 0 ? [] : names.map((each) => ({ ...each, name: foldText(each.name) }))
  return words.map(({ text }) => {
    const found = folded.filter(({ name }) => name.includes(text))
    const keys = (kind: KnownName['kind']) => found.filter((each) => each.kind === kind).map(({ key }) => key)
    return { USER: keys('USER'), CATEGORY: keys('CATEGORY'), STAGE: keys('STAGE') }
  })
}
