import { readBindings } from '#lib/bitrix24/bindings.ts'
import { listNone, readIds } from '#lib/bitrix24/remote-item.ts'
import { type EntityType, readTypes } from '#lib/bitrix24/smart-process.ts'
import { isRefused, resultOf } from './answer.ts'
import { bindingHandler, isMarked } from './marker.ts'
import type { Portal } from './portal.ts'

/** More than any run makes: what has so many is somebody's own. */
const maxItems = 50

/** Removes whatever runs with WRITE=1 have left on a portal, this one or one that was killed. @returns what, in words. */
export async function cleanUp(portal: Portal): Promise<string[]> {
  const told: string[] = []
  for (const { event, handler } of readBindings(resultOf(await portal.ask('event.get'))) ?? []) {
    if (handler !== bindingHandler) continue
    await portal.ask('event.unbind', { event, handler })
    told.push(`the handler of ${event}`)
  }
  const filter = { '%title': 'check:portal' }
  const list = readTypes(resultOf(await portal.ask('crm.type.list', { filter, order: { id: 'DESC' } })))
  for (const type of list?.rows ?? []) {
    if (isMarked(type.title)) told.push(await removeType(portal, type))
  }
  return told
}

/** A smart process goes once it has no items (crm-type-delete.md). */
async function removeType(portal: Portal, { entityTypeId, typeId, title }: EntityType): Promise<string> {
  const { method, params } = listNone(entityTypeId)
  const select = ['id']
  const ids = readIds(resultOf(await portal.ask(method, { ...params, select, filter: {}, order: { id: 'ASC' } }))) ?? []
  if (ids.length >= maxItems) return `NOT the smart process "${title}", which has many items`
  for (const id of ids) await portal.ask('crm.item.delete', { entityTypeId, id })
  const isGone = !isRefused(await portal.ask('crm.type.delete', { id: typeId }))
  return `${isGone ? '' : 'NOT '}the smart process "${title}"`
}
