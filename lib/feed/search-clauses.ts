import type { FeedFilter } from './feed-filter.ts'
import type { FoundNames } from './found-names.ts'
import { type SearchTerms, type SearchWord, searchTerms } from './search-text.ts'
import { severalIn, type ValueKey, valueKeys } from './value-conditions.ts'

type Kind = 'word' | 'creator' | 'assignee' | 'category' | 'stage' | 'actor' | 'source' | 'type' | 'amount'
/** What the postings say of a row: a word of its title, or another value. */
export type SearchTerm = { readonly kind: Kind; readonly value: string }
type Alternative = readonly SearchTerm[]

/**
 * What every row that a filter shows has in the postings; other rows may have it, too. Of each clause one alternative holds with all its
 * terms, or the row has one of these numbers.
 */
export type Narrowing = { readonly clauses: readonly (readonly Alternative[])[]; readonly itemIds: readonly number[] }

/** A name that so many have tells little, and takes long to look for. */
const maxAlternatives = 300

const kinds: Readonly<Record<ValueKey, Kind>> = {
  entityTypeId: 'type',
  createdBy: 'creator',
  assignedTo: 'assignee',
  categoryId: 'category',
  stageId: 'stage',
  actor: 'actor',
  source: 'source',
}

/** @param found of a search, for each of its words. @returns null where the postings say nothing about it. */
export function searchClauses(wanted: FeedFilter, found: readonly FoundNames[]): Narrowing | null {
  const ofType = valueClauses(wanted, ['entityTypeId'])
  const ofValues = valueClauses(
    wanted,
    valueKeys.filter((key) => key !== 'entityTypeId'),
  )
  const { words, ...whole } = searchTerms(wanted.q ?? '')
  const ofWords = words.flatMap((word, n) => (isLetter(word.text) ? [] : [wordClause(word, whole, found[n])]))
  const clauses = [...ofValues, ...ofWords].filter((clause) => clause.length <= maxAlternatives)
  if (clauses.length === 0) return null
  const itemIds = [whole, ...words].flatMap(({ itemId }) => itemId ?? [])
  return { clauses: [...ofType, ...clauses], itemIds }
}

function valueClauses(wanted: FeedFilter, keys: readonly ValueKey[]): Alternative[][] {
  return keys.flatMap((key) => (wanted[key] === undefined ? [] : [valuesOf(key, wanted[key]).map(term(kinds[key]))]))
}

function valuesOf(key: ValueKey, value: string | number): string[] {
  if (key === 'stageId') return severalIn(String(value))
  // The names of enums in the database; a number stays as it is.
  return [String(value).toUpperCase().replaceAll('-', '_')]
}

/** A lone letter of an alphabet, which is in most titles and has no token. */
function isLetter(word: string): boolean {
  return [...word].length === 1 && (word.codePointAt(0) ?? 0) < 0x3000
}

const term = (kind: Kind) => (value: string) => [{ kind, value }]

function wordClause(word: SearchWord, whole: Omit<SearchTerms, 'words'>, found: FoundNames | undefined): Alternative[] {
  const { USER: people = [], CATEGORY: categories = [], STAGE: stages = [] } = found ?? {}
  const amounts = [...word.amounts, ...whole.amounts].map((amount) => amount.split('.')[0] ?? '')
  return [
    [{ kind: 'word', value: word.text }],
    ...[...new Set(amounts)].map((value) => [...term('amount')(value), ...term('amount')(`again ${value}`)]),
    ...people.map(term('creator')),
    ...people.map(term('assignee')),
    ...stages.map(term('stage')),
    ...categories.map((key): Alternative => {
      const [type = '', category = ''] = key.split(':')
      return [...term('type')(type), ...term('category')(category)]
    }),
  ]
}
