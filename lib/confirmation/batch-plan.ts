import type { ItemRef } from '../bitrix24/item-ref.ts'
import { maxCommands } from '../bitrix24/rest-batch.ts'
import type { WatchPosition } from '../watches/watch-position.ts'
import { type TypesAsked, typeLists } from '../watches/watched-types.ts'
import type { Hint } from './fold-receipts.ts'
import { allotPages, type HintList, type HintWalk, pagesWanted, walkFrom } from './hint-lists.ts'

/** What one request asks the portal. */
export type BatchPlan = {
  /** Whether the owner of our token is (still) an admin. */
  readonly asksOwner: boolean
  readonly lists: readonly HintList[]
  readonly walks: readonly HintWalk[]
  /** Types of which one more list is asked, an empty one, to tell an item that breaks its list from a CRM that is ill. */
  readonly controls: readonly number[]
  /** Walks that end somewhere: whether the CRM has anything after that, or ends before. */
  readonly ends: readonly ItemRef[]
  /** The watched types' titles, and whether they are still the same. */
  readonly types: TypesAsked | null
}

type Input = {
  readonly hints: readonly Hint[]
  readonly positions: readonly WatchPosition[]
  /** Types whose last walk did not get to the end of what it was asked. */
  readonly behind: ReadonlySet<number>
  /** Asked for in every batch: whether each is still the type that its watch belongs to. */
  readonly types: TypesAsked | null
  /** How often the portal failed to answer in a row: perhaps it was asked too much at once. */
  readonly failures: number
  /** The owner was proved an admin a short while ago. */
  readonly isOwnerFresh: boolean
}

/** Beside those that ask for the types. */
const fewestCommands = 4
/** So many commands are left to watches that are due, whatever storms, but no more than a quarter. */
const keptForDue = 10

/**
 * Lays out one batch of at most 50 commands. Items beyond the checkpoint of their type are confirmed by walking there, so
 * that what nobody announced before them shows at the same time, and nothing is read twice; others by their ids. Where the
 * walk did not reach them the last time they are asked for by id as well, and the walk gets all the room there is. The types
 * always have their place: else what is read of one that was made anew would be recorded under the watch of the former.
 */
export function planBatch({ hints, positions, behind, types, failures, isOwnerFresh }: Input): BatchPlan {
  const due = positions.filter((position) => position.isDue)
  const forTypes = types ? typeLists(types).length : 0
  const isQuiet = hints.length === 0 && behind.size === 0 && !types?.isDue
  const asksOwner = !(isOwnerFresh && isQuiet && savesRequest(due.length, maxCommands - forTypes))
  const room = Math.max(fewestCommands, (maxCommands >> failures) - forTypes) - (asksOwner ? 1 : 0)
  const positionOf = new Map(positions.map((position) => [position.entityTypeId, position]))
  const wants = [...Map.groupBy(hints, (hint) => hint.entityTypeId)].map(([entityTypeId, ofType]) =>
    pagesWanted(ofType, positionOf.get(entityTypeId), behind.has(entityTypeId)),
  )
  const {
    lists,
    walks: hintWalks,
    used,
  } = allotPages(wants, room - Math.min(due.length, keptForDue, Math.ceil(room / 4)))
  const walked = new Set(hintWalks.map((walk) => walk.entityTypeId))
  const sweeps = planSweeps(
    due.filter(({ entityTypeId }) => !walked.has(entityTypeId)),
    behind,
    room - used,
  )
  const walks = [...hintWalks, ...sweeps]
  const left = room - used - sweeps.reduce((pages, walk) => pages + walk.pages, 0)
  const controls = suspects(lists, walks).slice(0, left)
  const ends = walks.flatMap(endOf).slice(0, left - controls.length)
  return { asksOwner, lists, walks, controls, ends, types }
}

/** The owner is asked in every batch, but not where that alone would cost one more. */
function savesRequest(watches: number, room: number): boolean {
  return Math.ceil(watches / room) < Math.ceil(watches / (room - 1))
}

/** How many ids a walk goes that catch-up alone wanted, and that was declined before; null for as far as the list goes. */
export function spanOf({ afterItemId, throughItemId, hints }: HintWalk): number | null {
  return throughItemId === null || hints.length > 0 ? null : throughItemId - afterItemId
}

function endOf(walk: HintWalk): ItemRef[] {
  const { entityTypeId, throughItemId } = walk
  return throughItemId === null || spanOf(walk) === null ? [] : [{ entityTypeId, itemId: throughItemId }]
}

/** A page for each watch that is due, as far as there is room; those that are behind share the rest of it. */
function planSweeps(due: readonly WatchPosition[], behind: ReadonlySet<number>, room: number): HintWalk[] {
  let spare = room
  const swept = due.filter(({ walkSpan }) => {
    // A short walk brings its control and the question about its end.
    const cost = walkSpan === null ? 1 : 3
    if (cost > spare) return false
    spare -= cost
    return true
  })
  const isWide = ({ entityTypeId, walkSpan }: WatchPosition) => behind.has(entityTypeId) && walkSpan === null
  let sharers = swept.filter(isWide).length
  return swept.map((position) => {
    const extra = isWide(position) ? Math.floor(spare / sharers) : 0
    if (isWide(position)) sharers -= 1
    spare -= extra
    return { ...walkFrom(position), pages: 1 + extra, hints: [] }
  })
}

function suspects(lists: readonly HintList[], walks: readonly HintWalk[]): number[] {
  const narrow = walks.filter((walk) => spanOf(walk) !== null)
  const broken = lists.filter(({ hints }) => hints.some((hint) => hint.attempts > 0))
  return [...new Set([...narrow, ...broken].map(({ entityTypeId }) => entityTypeId))]
}
