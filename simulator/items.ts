import { type Actor, announceItem } from './announce.ts'
import type { JsonMap } from './json-value.ts'
import { defaultUser, type Portal, portalNow } from './portal.ts'
import type { Item, SmartType } from './portal-state.ts'
import { portalTime } from './portal-time.ts'
import { notify, stageOf } from './smart-types.ts'
import type { World } from './world.ts'

/** A cloud portal hands out every second id. */
const ID_STEP = 2

export type NewItem = {
  id?: number | undefined
  title?: string | undefined
  createdBy?: number | undefined
  assignedById?: number | undefined
  categoryId?: number | undefined
  stageId?: string | undefined
  opportunity?: number | undefined
  currencyId?: string | undefined
  createdAtMs?: number | undefined
  fields?: JsonMap | undefined
}

export type ItemChanges = {
  title?: string | undefined
  stageId?: string | undefined
  assignedById?: number | undefined
  createdBy?: number | undefined
  opportunity?: number | undefined
  fields?: JsonMap | undefined
}

export const itemsOf = (portal: Portal, entityTypeId: number): Item[] => portal.state.items[String(entityTypeId)] ?? []

export const findItem = (portal: Portal, entityTypeId: number, id: number): Item | undefined =>
  itemsOf(portal, entityTypeId).find((item) => item.id === id)

/** Creates an item; `announced` false keeps it silent, as if its event had been lost. */
export function createItem(
  world: World,
  portal: Portal,
  type: SmartType,
  input: NewItem,
  actor: Actor,
  announced = true,
): Item {
  const id = input.id ?? type.nextItemId
  if (input.id !== undefined && findItem(portal, type.entityTypeId, id)) throw new Error(`item ${id} exists`)
  type.nextItemId = Math.max(type.nextItemId, id + ID_STEP)
  const createdBy = input.createdBy ?? actor ?? defaultUser(portal).id
  const given = input.stageId === undefined ? null : stageOf(type, input.stageId)
  const wanted = given?.categoryId ?? input.categoryId
  const category = type.categories.find((known) => known.id === wanted) ?? type.categories[0]
  const at = portalTime(input.createdAtMs ?? portalNow(world, portal))
  const item: Item = {
    id,
    title: input.title ?? `${type.title} #${id}`,
    createdTime: at,
    updatedTime: at,
    movedTime: at,
    createdBy,
    updatedBy: createdBy,
    assignedById: input.assignedById ?? createdBy,
    categoryId: category?.id ?? null,
    stageId: given?.id ?? category?.stages[0]?.id ?? null,
    previousStageId: '',
    opportunity: input.opportunity ?? 0,
    currencyId: input.currencyId ?? 'USD',
    fields: input.fields ?? {},
  }
  insert(portal, type.entityTypeId, item)
  world.changed()
  notify(portal)
  if (announced) announceItem(world, portal, 'ADD', type.entityTypeId, id, actor)
  return item
}

/** Changes an item; a stage of another category moves it there. An unknown stage throws. */
export function updateItem(
  world: World,
  portal: Portal,
  type: SmartType,
  item: Item,
  changes: ItemChanges,
  actor: Actor,
  announced = true,
) {
  if (changes.stageId !== undefined && changes.stageId !== item.stageId) {
    const stage = stageOf(type, changes.stageId)
    if (!stage) throw new Error(`no stage ${changes.stageId}`)
    item.previousStageId = item.stageId ?? ''
    item.stageId = stage.id
    item.categoryId = stage.categoryId
    item.movedTime = portalTime(portalNow(world, portal))
  }
  if (changes.title !== undefined) item.title = changes.title
  if (changes.assignedById !== undefined) item.assignedById = changes.assignedById
  if (changes.createdBy !== undefined) item.createdBy = changes.createdBy
  if (changes.opportunity !== undefined) item.opportunity = changes.opportunity
  if (changes.fields) Object.assign(item.fields, changes.fields)
  item.updatedTime = portalTime(portalNow(world, portal))
  if (actor !== null) item.updatedBy = actor
  world.changed()
  notify(portal)
  if (announced) announceItem(world, portal, 'UPDATE', type.entityTypeId, item.id, actor)
}

export function deleteItem(
  world: World,
  portal: Portal,
  type: SmartType,
  item: Item,
  actor: Actor,
  announced = true,
): void {
  const list = itemsOf(portal, type.entityTypeId)
  list.splice(list.indexOf(item), 1)
  const { recycleBin } = portal.state
  const key = String(type.entityTypeId)
  recycleBin[key] = [...(recycleBin[key] ?? []), item]
  world.changed()
  notify(portal)
  if (announced) announceItem(world, portal, 'DELETE', type.entityTypeId, item.id, actor)
}

/** Takes an item back out of the recycle bin, under its old id and as old as it was; announced like a new one. */
export function restoreItem(
  world: World,
  portal: Portal,
  type: SmartType,
  id: number,
  actor: Actor,
  announced = true,
): Item | null {
  const bin = portal.state.recycleBin[String(type.entityTypeId)] ?? []
  const item = bin.find((deleted) => deleted.id === id)
  if (!item) return null
  bin.splice(bin.indexOf(item), 1)
  insert(portal, type.entityTypeId, item)
  world.changed()
  notify(portal)
  if (announced) announceItem(world, portal, 'ADD', type.entityTypeId, id, actor)
  return item
}

function insert(portal: Portal, entityTypeId: number, item: Item): void {
  const list = itemsOf(portal, entityTypeId)
  portal.state.items[String(entityTypeId)] = list
  const last = list.at(-1)
  if (!last || last.id < item.id) list.push(item)
  else
    list.splice(
      list.findIndex((known) => known.id > item.id),
      0,
      item,
    )
}
