import { listPageSize } from './list-rows.ts'
import { type RemoteItem, readPage } from './remote-item.ts'
import { type BatchAnswer, type Command, resultOf } from './rest-batch.ts'

/** Items of one type from `fromItemId` back to older ones, by pages of 50 that go on from one another in one batch. */
export type LookBack = { readonly entityTypeId: number; readonly fromItemId: number; readonly pages: number }

/** As far as it was read whole, the newest first. */
export type LookedBack = {
  readonly items: readonly RemoteItem[]
  /** There is nothing older. */
  readonly isComplete: boolean
}

const fields = ['id', 'createdTime']

/** Commands `<key>p0`, `<key>p1`… of one batch (crm-item-list.md; batch.md for `$result`). */
export function lookBackCommands(key: string, { entityTypeId, fromItemId, pages }: LookBack) {
  return Array.from({ length: pages }, (_, page): [string, Command] => {
    const before = resultOf(pageKey(key, page - 1), 'items', listPageSize - 1, 'id')
    const filter = page === 0 ? { '<=id': fromItemId } : { '<id': before }
    const params = { entityTypeId, select: fields, filter, order: { id: 'DESC' }, start: -1 }
    return [pageKey(key, page), { method: 'crm.item.list', params }]
  })
}

/** Null where the first page already cannot be read. */
export function readLookBack(
  answer: Extract<BatchAnswer, { ok: true }>,
  key: string,
  { pages }: LookBack,
): LookedBack | null {
  const items: RemoteItem[] = []
  for (let page = 0; page < pages; page += 1) {
    const read = readPage(answer.results.get(pageKey(key, page)))
    if (!read) return page === 0 ? null : { items, isComplete: false }
    items.push(...read.items)
    if (read.rows < listPageSize) return { items, isComplete: true }
    if (!read.endsReadable) break
  }
  return { items, isComplete: false }
}

function pageKey(key: string, page: number): string {
  return `${key}p${page}`
}
