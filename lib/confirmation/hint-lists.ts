import type { Walk } from '../bitrix24/item-walk.ts'
import { listPageSize } from '../bitrix24/list-rows.ts'
import type { WatchPosition } from '../watches/watch-position.ts'
import type { Hint } from './fold-receipts.ts'

/** One list that the CRM is asked for by ids. */
export type HintList = { readonly entityTypeId: number; readonly hints: readonly Hint[] }

/** A walk from a watch's checkpoint, and the hints that it is to confirm on its way. */
export type HintWalk = Walk & { readonly hints: readonly Hint[] }

/** What the hints about one type ask for: lists by ids, and a walk. */
type Want = { readonly lists: readonly HintList[]; readonly walk: HintWalk | null }

/** What one batch asks for of that: walks with as many pages as they were granted. */
export type Granted = {
  readonly lists: readonly HintList[]
  readonly walks: readonly HintWalk[]
  readonly used: number
}

/** A walk from where a watch stands: as far as the list goes, or a short step after one was declined. */
export function walkFrom({ entityTypeId, checkpointItemId, walkSpan }: WatchPosition) {
  const throughItemId = walkSpan === null ? null : checkpointItemId + walkSpan
  return { entityTypeId, afterItemId: checkpointItemId, throughItemId }
}

/** What confirming these hints of one type takes: a walk for those beyond the checkpoint, lists for the others. */
export function pagesWanted(hints: readonly Hint[], position: WatchPosition | undefined, isBehind: boolean): Want {
  const checkpoint = position && !isBehind && position.walkSpan === null ? position.checkpointItemId : null
  const isBeyond = ({ itemId, attempts }: Hint) => checkpoint !== null && itemId > checkpoint && attempts === 0
  const beyond = hints.filter(isBeyond)
  const lists = inLists(hints.filter((hint) => !isBeyond(hint)))
  if (!position || beyond.length === 0) return { lists, walk: null }
  const walk = {
    ...walkFrom(position),
    // Not to the end of the list: items beyond the last that was announced are about to be announced themselves.
    ...(!position.isDue && { throughItemId: Math.max(...beyond.map((hint) => hint.itemId)) }),
    pages: 1 + Math.floor(beyond.length / listPageSize),
    hints: beyond,
  }
  return { lists, walk }
}

/** Lists of up to 50; what was declined is asked again by ever shorter ones, down to the one that breaks its list. */
function inLists(hints: readonly Hint[]): HintList[] {
  const lists: HintList[] = []
  for (const [attempts, alike] of Map.groupBy(hints, (hint) => hint.attempts)) {
    const size = Math.max(1, listPageSize >> attempts)
    for (let start = 0; start < alike.length; start += size) {
      const part = alike.slice(start, start + size)
      lists.push({ entityTypeId: part[0]?.entityTypeId ?? 0, hints: part })
    }
  }
  return lists
}

/** Gives each type in turn one command until the room is used up: a storm of one type does not hold up another. */
export function allotPages(wants: readonly Want[], room: number): Granted {
  const queues = wants.map(({ walk, lists }) => {
    const pages = walk ? Array.from({ length: walk.pages }, () => ({ kind: 'page' as const, walk })) : []
    return [...pages, ...lists.map((list) => ({ kind: 'list' as const, list }))]
  })
  const lists: HintList[] = []
  const pages = new Map<HintWalk, number>()
  let used = 0
  for (let round = 0; used < room && queues.some((queue) => queue.length > round); round += 1) {
    for (const queue of queues) {
      const next = queue[round]
      if (!next || used >= room) continue
      used += 1
      if (next.kind === 'list') lists.push(next.list)
      else pages.set(next.walk, (pages.get(next.walk) ?? 0) + 1)
    }
  }
  return { lists, walks: [...pages].map(([walk, granted]) => ({ ...walk, pages: granted })), used }
}
