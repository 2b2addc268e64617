import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { type FeedFilter, instantOf } from './feed-filter.ts'
import type { FoundNames } from './found-names.ts'
import { isHistory } from './history-sql.ts'
import { type Narrowing, searchClauses } from './search-clauses.ts'
import { type SearchTerms, searchTerms } from './search-text.ts'
import type { SeenMarks } from './seen-marks.ts'
import { severalIn, type ValueKey, valueConditions, valueKeys } from './value-conditions.ts'

/** A filter as SQL on alias `i`: what an index finds, and what is looked for row by row. Says the same as `matchesFilter`. */
export type FilterSql = {
  readonly where: readonly Prisma.Sql[]
  readonly filter: Prisma.Sql | null
  /** Only a span of time is wanted, which the index by creation finds sooner than a walk through the feed does. */
  readonly isSpan: boolean
  /** What the postings say of the rows that are wanted. */
  readonly narrowing: Narrowing | null
}

/** Where the value stands that a condition asks for. */
const columns: Readonly<Record<ValueKey, Prisma.Sql>> = {
  entityTypeId: Prisma.sql`i.entity_type_id`,
  createdBy: Prisma.sql`i.created_by_id`,
  assignedTo: Prisma.sql`coalesce(i.assigned_by_id, 0)`,
  categoryId: Prisma.sql`i.category_id`,
  stageId: Prisma.sql`i.stage_id`,
  actor: Prisma.sql`i.actor::text`,
  source: Prisma.sql`i.source::text`,
}
/** Of these an index finds the rows. */
const indexed: readonly ValueKey[] = ['entityTypeId']

/** @param found of a search, for each of its words. */
export function filterSql(wanted: FeedFilter, seen: SeenMarks, found: readonly FoundNames[] = []): FilterSql {
  const { q, from, to, unread } = wanted
  const values = (keys: readonly ValueKey[]) =>
    keys.flatMap((key) => (wanted[key] === undefined ? [] : [valueCondition(key, wanted[key])]))
  const where = [
    ...values(indexed),
    ...(from === undefined ? [] : [Prisma.sql`i.created_at >= ${toDate(from, 'from')}`]),
    ...(to === undefined ? [] : [Prisma.sql`i.created_at < ${toDate(to, 'to')}`]),
    ...(unread === true ? [Prisma.sql`i.position > ${lowestUnread(seen)}`] : []),
  ]
  const filters = [
    ...values(valueKeys.filter((key) => !indexed.includes(key))),
    ...(unread === undefined ? [] : [unread ? unreadCondition(seen) : Prisma.sql`not (${unreadCondition(seen)})`]),
    ...(wanted.source === 'catch-up' ? [Prisma.sql`not ${isHistory}`] : []),
    ...(q === undefined ? [] : [searchCondition(q, found)]),
  ]
  const filter = filters.length === 0 ? null : Prisma.join(filters, ' and ')
  const narrowing = searchClauses(wanted, found)
  return { where, filter, isSpan: from !== undefined || to !== undefined, narrowing }
}

function valueCondition(key: ValueKey, value: string | number): Prisma.Sql {
  switch (valueConditions[key].kind) {
    case 'id':
    case 'idOrNone':
      return Prisma.sql`${columns[key]} = ${BigInt(value)}`
    case 'texts':
      return Prisma.sql`${columns[key]} = any (${severalIn(String(value))}::text[])`
    case 'choice':
      // The names of enums in the database.
      return Prisma.sql`${columns[key]} = ${String(value).toUpperCase().replaceAll('-', '_')}`
  }
}

function toDate(text: string, edge: 'from' | 'to'): Date {
  return new Date(instantOf(text, edge) ?? Number.NaN)
}

/** Nothing that is unread stands at it or below. */
function lowestUnread({ all, unreadRows = [] }: SeenMarks): bigint {
  return [BigInt(all), ...unreadRows.map((position) => BigInt(position) - 1n)].reduce((low, each) =>
    each < low ? each : low,
  )
}

/** The same that `isUnread` says. */
function unreadCondition({ all, byType, seenRows = [], unreadRows = [] }: SeenMarks): Prisma.Sql {
  const ofTypes = Object.entries(byType).map(
    ([type, upTo]) => Prisma.sql`(i.entity_type_id <> ${BigInt(type)} or i.position > ${BigInt(upTo)})`,
  )
  const newer = [
    Prisma.sql`i.position > ${BigInt(all)}`,
    ...ofTypes,
    ...(seenRows.length > 0 ? [Prisma.sql`i.position <> all (${seenRows.map(BigInt)}::bigint[])`] : []),
    Prisma.sql`not ${isHistory}`,
  ]
  const condition = Prisma.sql`(${Prisma.join(newer, ' and ')})`
  if (unreadRows.length === 0) return condition
  return Prisma.sql`(i.position = any (${unreadRows.map(BigInt)}::bigint[]) or ${condition})`
}

/** The same that `matchesSearch` says. */
function searchCondition(q: string, found: readonly FoundNames[]): Prisma.Sql {
  const { words, ...whole } = searchTerms(q)
  const each = words.map((word, n) =>
    anyOf([
      Prisma.sql`i.search_text like ${`%${escapeLike(word.text)}%`}`,
      ...numberConditions(word),
      ...nameConditions(found[n]),
    ]),
  )
  // Nothing but spaces is in every title.
  const all = each.length === 0 ? Prisma.sql`true` : Prisma.join(each, ' and ')
  return anyOf([...numberConditions(whole), Prisma.sql`(${all})`])
}

function anyOf(conditions: readonly Prisma.Sql[]): Prisma.Sql {
  return Prisma.sql`(${Prisma.join([...conditions], ' or ')})`
}

/** An amount is shown only with its currency. */
function numberConditions({ itemId, amounts }: Pick<SearchTerms, 'itemId' | 'amounts'>): Prisma.Sql[] {
  const amount = Prisma.sql`trim_scale(i.amount)::text`
  return [
    ...(itemId === null ? [] : [Prisma.sql`i.item_id = ${BigInt(itemId)}`]),
    ...(amounts.length === 0
      ? []
      : [
          Prisma.sql`(i.currency is not null and (${amount} = any (${amounts}::text[])
            or split_part(${amount}, '.', 1) = any (${amounts}::text[])))`,
        ]),
  ]
}

/** By a list that is hashed once, however many people a word is found in. */
function nameConditions(found: FoundNames | undefined): Prisma.Sql[] {
  const { USER: people = [], CATEGORY: categories = [], STAGE: stages = [] } = found ?? {}
  const among = (value: Prisma.Sql, keys: readonly string[]) =>
    keys.length === 0 ? [] : [Prisma.sql`${value} in (select unnest(${keys}::text[]))`]
  return [
    ...among(Prisma.sql`i.created_by_id::text`, people),
    ...among(Prisma.sql`i.assigned_by_id::text`, people),
    ...among(Prisma.sql`i.stage_id`, stages),
    ...among(Prisma.sql`i.entity_type_id || ':' || i.category_id`, categories),
  ]
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
