import 'server-only'
import { listByIds, listPageSize, readIds } from '../bitrix24/remote-item.ts'
import { type Command, callBatch, maxCommands } from '../bitrix24/rest-batch.ts'
import type { RestAccess } from '../bitrix24/rest-client.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'

export type AskedItem = { readonly entityTypeId: number; readonly itemId: number }

export type VisibleAnswer =
  | {
      readonly ok: true
      /** Null where the portal did not say. */
      readonly isAdmin: boolean | null
      readonly visible: ReadonlySet<string>
      readonly decided: ReadonlySet<string>
    }
  | { readonly ok: false; readonly failure: RestFailure }

/** As many items as one batch can decide beside its `user.admin`. */
export const maxAsked = (maxCommands - 1) * listPageSize

/**
 * Asks the CRM, with the viewer's own token, which of these items it shows to that viewer, and whether the viewer is an
 * admin: one request. A list that the CRM denies as a whole shows nothing of its type.
 */
export async function askVisible(access: RestAccess, items: readonly AskedItem[]): Promise<VisibleAnswer> {
  const commands = new Map<string, Command>([['admin', { method: 'user.admin', params: {} }]])
  const asked = new Map<string, readonly AskedItem[]>()
  for (const [entityTypeId, ofType] of Map.groupBy(items, (item) => item.entityTypeId)) {
    for (let start = 0; start < ofType.length && commands.size < maxCommands; start += listPageSize) {
      const page = ofType.slice(start, start + listPageSize)
      const key = `l${asked.size}`
      asked.set(key, page)
      commands.set(
        key,
        listByIds(
          entityTypeId,
          page.map((item) => item.itemId),
          ['id'],
        ),
      )
    }
  }
  const answer = await callBatch(access, commands)
  if (!answer.ok) return answer
  const visible = new Set<string>()
  const decided = new Set<string>()
  for (const [key, page] of asked) {
    const ids = readIds(answer.results.get(key))
    const failure = answer.failures.get(key)
    if (!ids && failure?.kind !== 'denied' && failure?.kind !== 'not_found') continue
    const shown = new Set(ids ?? [])
    for (const { entityTypeId, itemId } of page) {
      decided.add(`${entityTypeId}:${itemId}`)
      if (shown.has(itemId)) visible.add(`${entityTypeId}:${itemId}`)
    }
  }
  const admin = answer.results.get('admin')
  return { ok: true, isAdmin: typeof admin === 'boolean' ? admin : null, visible, decided }
}
