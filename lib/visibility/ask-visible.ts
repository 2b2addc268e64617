import 'server-only'
import { adminFailure, adminQuestion, saysAdmin } from '../bitrix24/admin-question.ts'
import { type ItemRef, itemKey } from '../bitrix24/item-ref.ts'
import { listPageSize } from '../bitrix24/list-rows.ts'
import { listByIds, listNone, type RemoteItem, readPage } from '../bitrix24/remote-item.ts'
import type { RestAccess } from '../bitrix24/rest-access.ts'
import { type Command, callBatch, maxCommands } from '../bitrix24/rest-batch.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'

/** Whether the CRM lists a type for somebody, however little is on the list; `gone` where it knows no such type. */
export type TypeSight = 'listed' | 'denied' | 'gone'

export type VisibleAnswer =
  | {
      readonly ok: true
      /** Null where the portal did not say. */
      readonly isAdmin: boolean | null
      /** The items that the CRM shows, as it shows them. */
      readonly visible: ReadonlyMap<string, RemoteItem>
      readonly decided: ReadonlySet<string>
      /** What was asked of types, by their items or by themselves; null where the CRM did not say. */
      readonly types: ReadonlyMap<number, TypeSight | null>
    }
  | { readonly ok: false; readonly failure: RestFailure }

/** As many items as one batch can decide beside the question whether its viewer is an admin. */
export const maxAsked = (maxCommands - 1) * listPageSize

/**
 * Asks the CRM, with the viewer's own token, which of these items it shows to that viewer and in which state, which of the types it
 * lists at all, and whether the viewer is an admin: one request. A list that the CRM denies as a whole shows nothing of its
 * type. Types for which there is no room are not asked about.
 */
export async function askVisible(
  access: RestAccess,
  items: readonly ItemRef[],
  types: readonly number[],
): Promise<VisibleAnswer> {
  const commands = new Map<string, Command>([adminQuestion])
  const asked = new Map<string, { readonly entityTypeId: number; readonly page: readonly ItemRef[] }>()
  const ask = (entityTypeId: number, page: readonly ItemRef[], command: Command) => {
    if (commands.size >= maxCommands) return
    const key = `l${asked.size}`
    asked.set(key, { entityTypeId, page })
    commands.set(key, command)
  }
  for (const [entityTypeId, ofType] of Map.groupBy(items, (item) => item.entityTypeId)) {
    for (let start = 0; start < ofType.length; start += listPageSize) {
      const page = ofType.slice(start, start + listPageSize)
      const ids = page.map((item) => item.itemId)
      ask(entityTypeId, page, listByIds(entityTypeId, ids))
    }
  }
  const listed = new Set(items.map((item) => item.entityTypeId))
  for (const entityTypeId of types) if (!listed.has(entityTypeId)) ask(entityTypeId, [], listNone(entityTypeId))
  const answer = await callBatch(access, commands)
  if (!answer.ok) return answer
  const visible = new Map<string, RemoteItem>()
  const decided = new Set<string>()
  const sights = new Map<number, TypeSight | null>()
  // A portal that denies that question denies everything: that is no right of the viewer's.
  const isClosed = adminFailure(answer)?.kind === 'denied'
  for (const [key, { entityTypeId, page }] of asked) {
    const read = readPage(answer.results.get(key))
    const sight = read ? 'listed' : typeSightOf(answer.failures.get(key))
    sights.set(entityTypeId, sights.get(entityTypeId) ?? (isClosed ? null : sight))
    if (sight === null) continue
    const shown = new Map(read?.items.map((item) => [item.itemId, item]))
    const isWhole = !read || read.rows === read.items.length
    for (const { itemId } of page) {
      const id = itemKey({ entityTypeId, itemId })
      const item = shown.get(itemId)
      if (item) visible.set(id, item)
      // A row that cannot be read may be any of those that seem to be missing.
      if (item || isWhole) decided.add(id)
    }
  }
  return { ok: true, isAdmin: saysAdmin(answer), visible, decided, types: sights }
}

function typeSightOf(failure: RestFailure | undefined): TypeSight | null {
  if (failure?.kind === 'denied') return 'denied'
  return failure?.kind === 'not_found' ? 'gone' : null
}
