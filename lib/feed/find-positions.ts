import 'server-only'
import type { Transaction } from '../db/client.ts'
import { Prisma } from '../db/generated/client.ts'
import type { Narrowing } from './search-clauses.ts'
import { positionsOf, segmentOf } from './search-segment.ts'

type Wanted = {
  readonly where: Prisma.Sql
  readonly filter: Prisma.Sql
  readonly narrowing: Narrowing
  /** The rows are wanted from below this position on, newest first, or from the top (null); undefined where their order is another one. */
  readonly below: bigint | null | undefined
  readonly limit: number
  /** The postings know of all revisions up to this one. */
  readonly through: bigint
}

/** A page of what is often found needs few of them; what is rare is looked for in all of the others at once. */
const firstSegments = 8
const growth = 16
const rowsPerLook = 1_000
/** Beyond these a walk through the feed finds sooner what there is. */
const maxCandidates = { byPosition: 50_000, otherwise: 5_000 }

/**
 * Where the rows of a filter may stand, newest first: all of them, or as many as are wanted. Whoever reads them there still has to look
 * whether they are what is asked for. @returns null where a walk through the feed is better.
 */
export async function findPositions(tx: Transaction, portalId: string, wanted: Wanted): Promise<bigint[] | null> {
  const { below, limit, narrowing, through } = wanted
  const found = new Set(await lookThrough(tx, portalId, wanted, Prisma.sql`i.revision > ${through}`))
  if (narrowing.itemIds.length > 0)
    for (const position of await lookThrough(tx, portalId, wanted, ofItems(portalId, narrowing))) found.add(position)
  let [left, size] = [below === undefined ? maxCandidates.otherwise : maxCandidates.byPosition, firstSegments]
  const top = below == null || below > through ? through : below - 1n
  for (let segment = top < 1n ? -1 : segmentOf(top); segment >= 0; segment -= size, size *= growth) {
    const candidates = await readCandidates(tx, portalId, narrowing.clauses, [Math.max(0, segment - size + 1), segment])
    const wantedOnes = candidates.filter((position) => position <= top)
    left -= wantedOnes.length
    if (left < 0) return null
    if (below === undefined) for (const position of wantedOnes) found.add(position)
    else if (await addMatching(tx, portalId, wanted, { candidates: wantedOnes, found })) break
  }
  const newestFirst = [...found].sort((left, right) => (left < right ? 1 : -1))
  return below === undefined ? newestFirst : newestFirst.slice(0, limit)
}

const ofItems = (
  portalId: string,
  { itemIds }: Narrowing,
) => Prisma.sql`i.item_id = any (${itemIds.map(BigInt)}::bigint[])
  and i.entity_type_id = any (array(select w.entity_type_id from watch w where w.portal_id = ${portalId}::uuid))`

type Candidates = { readonly candidates: readonly bigint[]; readonly found: Set<bigint> }

/** @returns whether there are as many rows as are wanted, and none that is newer than these. */
async function addMatching(tx: Transaction, portalId: string, wanted: Wanted, { candidates, found }: Candidates) {
  for (let start = 0; start < candidates.length; start += rowsPerLook) {
    const some = candidates.slice(start, start + rowsPerLook)
    const matching = await lookThrough(tx, portalId, wanted, Prisma.sql`i.position = any (${some}::bigint[])`)
    for (const position of matching) found.add(position)
    const lowest = some.at(-1) ?? 0n
    if ([...found].filter((position) => position >= lowest).length >= wanted.limit) return true
  }
  return false
}

/** The positions of those among some rows that are what is asked for. */
async function lookThrough(
  tx: Transaction,
  portalId: string,
  { where, filter }: Wanted,
  among: Prisma.Sql,
): Promise<bigint[]> {
  const rows = await tx.$queryRaw<{ position: bigint }[]>`
    select i.position from (
      select i.* from feed_item i where i.portal_id = ${portalId}::uuid and ${among} and ${where} offset 0
    ) i where ${filter}`
  return rows.map(({ position }) => position)
}

/** The positions in some segments at which every clause holds, newest first. */
async function readCandidates(
  tx: Transaction,
  portalId: string,
  clauses: Narrowing['clauses'],
  [first, last]: [number, number],
): Promise<bigint[]> {
  const terms = clauses.flatMap((clause, n) =>
    clause.flatMap((alternative, m) => alternative.map((term) => ({ n, m, ...term }))),
  )
  const rows = await tx.$queryRaw<{ segment: number; bits: string }[]>`
    with term as materialized (
      select clause, alternative, token, count(*) over (partition by clause, alternative) as terms from (
        select distinct t.clause, t.alternative, tokens.token
        from unnest(${terms.map(({ n }) => n)}::int[], ${terms.map(({ m }) => m)}::int[], ${terms.map(({ kind }) => kind)}::text[],
                    ${terms.map(({ value }) => value)}::text[]) as t (clause, alternative, kind, value)
        cross join lateral (
          -- Threes that follow one another would say nearly the same: a word is covered by every third of them, and the last.
          select token from (
            select token, row_number() over (partition by token >= 1073741824 order by n) as place,
                   count(*) over (partition by token >= 1073741824) as places
            from search_tokens(t.value, true) with ordinality as tokens (token, n) where t.kind = 'word'
          ) of_word where token < 1073741824 or place % 3 = 1 or place = places
          union all select search_token(t.kind, t.value) where t.kind <> 'word'
        ) tokens
      ) wanted
    ), alternative as (
      select among.segment, clause, alternative, bit_and(p.rows) as rows
      from generate_series(${first}::int, ${last}::int) as among (segment)
      cross join term t
      cross join lateral (
        select k.rows from search_posting k
        where k.portal_id = ${portalId}::uuid and k.segment = among.segment and k.token = t.token offset 0
      ) p
      group by among.segment, clause, alternative, terms having count(*) = terms
    ), clause as (
      select segment, clause, bit_or(rows) as rows from alternative group by segment, clause
    ), found as (
      select segment, bit_and(rows) as rows from clause group by segment having count(*) = ${clauses.length}
    )
    select segment, rows::text as bits from found where bit_count(rows) > 0 order by segment desc`
  return rows.flatMap(({ segment, bits }) => positionsOf(segment, bits))
}
