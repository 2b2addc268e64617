import { readBindings } from '#lib/bitrix24/bindings.ts'
import { listBeyond, readIds } from '#lib/bitrix24/remote-item.ts'
import { type EntityType, readTypes } from '#lib/bitrix24/smart-process.ts'
import { isRefused, resultOf } from './answer.ts'
import { bindingHandler, isMarked } from './marker.ts'
import type { Portal } from './portal.ts'

/** More than any run makes: what has so many is somebody's own. */
const maxItems = 50

/** In words. */
export type CleanedUp = { readonly removed: readonly string[]; readonly left: readonly string[] }

/** Removes whatever runs with WRITE=1 have left on a portal, this one or one that was killed. */
export async function cleanUp(portal: Portal): Promise<CleanedUp> {
  const [removed, left]: [string[], string[]] = [[], []]
  for (const { event, handler } of readBindings(resultOf(await portal.ask('event.get'))) ?? []) {
    if (handler !== bindingHandler) continue
    const isGone = !isRefused(await portal.ask('event.unbind', { event, handler }))
    const told = isGone ? removed : left
    told.push(`the handler of ${event}`)
  }
  const filter = { '%title': 'check:portal' }
  const list = readTypes(resultOf(await portal.ask('crm.type.list', { filter, order: { id: 'DESC' } })))
  if (!list) left.push('whatever was made, since the portal does not list its smart processes')
  for (const type of list?.rows ?? []) {
    if (!isMarked(type.title)) continue
    const told = (await removeType(portal, type)) ? removed : left
    told.push(`the smart process "${type.title}"`)
  }
  return { removed, left }
}

/** A smart process goes once it has no items (crm-type-delete.md). */
async function removeType(portal: Portal, { entityTypeId, typeId }: EntityType): Promise<boolean> {
  const { method, params } = listBeyond(entityTypeId, 0)
  const ids = readIds(resultOf(await portal.ask(method, params))) ?? []
  if (ids.length >= maxItems) return false
  for (const id of ids) await portal.ask('crm.item.delete', { entityTypeId, id })
  const { status, ...answer } = await portal.ask('crm.type.delete', { id: typeId })
  return status === 200 && !isRefused({ status, ...answer })
}
