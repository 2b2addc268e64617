import { listPageSize } from './list-rows.ts'
import { itemFields, type RemoteItem, readPage } from './remote-item.ts'
import { type BatchAnswer, type Command, resultOf } from './rest-batch.ts'
import type { RestFailure } from './rest-error.ts'

/**
 * Reads the items of one type in the order of their ids, by pages of 50, each of which goes on where the one before it
 * ended, all in one batch. Never by date: a portal's zone would shift it. Ids have holes, so only the CRM's list says what
 * there is.
 */
export type Walk = {
  readonly entityTypeId: number
  readonly afterItemId: number
  /** Null: to the end of the list. */
  readonly throughItemId: number | null
  readonly pages: number
}

/** As far as a walk was read whole. */
export type Walked = {
  readonly items: readonly RemoteItem[]
  /** Every item after `afterItemId` up to this id has been read; no item needs to have it. */
  readonly endItemId: number
  /** The last item that was read, or where the walk began. */
  readonly lastItemId: number
  /** The end of what was asked is reached; otherwise there may be more. */
  readonly isComplete: boolean
  /** Rows in it whose id cannot be read: any item that seems to be missing may be one of them. */
  readonly unreadable: number
  /** Why it was read no further, where the CRM declined a page. */
  readonly declined: RestFailure | null
}

/** Commands `<key>p0`, `<key>p1`… of one batch (crm-item-list.md; batch.md for `$result`). */
export function walkCommands(key: string, walk: Walk) {
  const { entityTypeId, afterItemId, throughItemId, pages } = walk
  return Array.from({ length: pages }, (_, page): [string, Command] => {
    const after = page === 0 ? afterItemId : resultOf(pageKey(key, page - 1), 'items', listPageSize - 1, 'id')
    const filter = throughItemId === null ? { '>id': after } : { '>id': after, '<=id': throughItemId }
    const params = { entityTypeId, select: itemFields, filter, order: { id: 'ASC' }, start: -1 }
    return [pageKey(key, page), { method: 'crm.item.list', params }]
  })
}

/**
 * Reads the pages up to the first that is not full. What comes after it says nothing: its reference leads nowhere, which
 * the CRM answers with an error (INVALID_ARG_VALUE).
 */
export function readWalk(answer: Extract<BatchAnswer, { ok: true }>, key: string, walk: Walk): Walked {
  const items: RemoteItem[] = []
  let lastItemId = walk.afterItemId
  let unreadable = 0
  const stop = (declined: RestFailure | null, isComplete = false): Walked => ({
    items,
    endItemId: isComplete ? (walk.throughItemId ?? lastItemId) : lastItemId,
    lastItemId,
    isComplete,
    unreadable,
    declined,
  })
  for (let page = 0; page < walk.pages; page += 1) {
    const read = readPage(answer.results.get(pageKey(key, page)))
    if (!read) return stop(answer.failures.get(pageKey(key, page)) ?? unreadablePage)
    if (!goesOn(read.items, lastItemId, walk.throughItemId)) return stop(unreadablePage)
    items.push(...read.items)
    unreadable += read.rows - read.items.length
    lastItemId = read.items.at(-1)?.itemId ?? lastItemId
    if (read.rows < listPageSize || lastItemId === walk.throughItemId) return stop(null, true)
    if (read.items.length === 0) return stop(unreadablePage)
    // The next page begins after a row whose id nobody can tell.
    if (!read.endsReadable) return stop(null)
  }
  return stop(null)
}

const unreadablePage: RestFailure = { kind: 'other', code: 'UNREADABLE_LIST' }

function pageKey(key: string, page: number): string {
  return `${key}p${page}`
}

/** A list in another order, or of other items, than was asked for proves nothing. */
function goesOn(items: readonly RemoteItem[], afterItemId: number, throughItemId: number | null): boolean {
  let last = afterItemId
  for (const { itemId } of items) {
    if (itemId <= last || (throughItemId !== null && itemId > throughItemId)) return false
    last = itemId
  }
  return true
}
