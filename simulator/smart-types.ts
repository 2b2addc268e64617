import { type Actor, announce } from './announce.ts'
import { type Portal, portalNow } from './portal.ts'
import { type Category, type SmartType, type Stage, switchesSchema } from './portal-state.ts'
import { portalTime } from './portal-time.ts'
import type { World } from './world.ts'

export const INVOICES = 31

export function findType(portal: Portal, entityTypeId: number): SmartType | undefined {
  if (entityTypeId === INVOICES && portal.faults.noInvoices) return undefined
  return portal.state.types.find((type) => type.entityTypeId === entityTypeId)
}

/** What crm.type.list shows: smart processes, without the invoices. */
export const smartProcesses = (portal: Portal): SmartType[] =>
  portal.state.types.filter((type) => type.entityTypeId !== INVOICES)

export function stageOf(type: SmartType, stageId: string | null): (Stage & { categoryId: number }) | null {
  for (const category of type.categories) {
    const stage = category.stages.find((candidate) => candidate.id === stageId)
    if (stage) return { ...stage, categoryId: category.id }
  }
  return null
}

/** The key under which crm.status.list keeps a category's stages (crm/status/crm-status-list.md). */
export function stageEntityId(type: SmartType, category: Category): string {
  return type.entityTypeId === INVOICES
    ? `SMART_INVOICE_STAGE_${category.id}`
    : `DYNAMIC_${type.entityTypeId}_STAGE_${category.id}`
}

/** An invoice has all of these fields (crm/universal/object-fields.md). */
export function everySwitch(): SmartType['switches'] {
  return switchesSchema.parse(Object.fromEntries(Object.keys(switchesSchema.shape).map((name) => [name, true])))
}

export type NewType = {
  title: string
  entityTypeId?: number | undefined
  categories?: boolean | undefined
  stages?: boolean | undefined
  categoryCount?: number | undefined
  stageCount?: number | undefined
  switches?: Partial<SmartType['switches']> | undefined
}

/**
 * Creates a smart process with the portal's default stages and announces ONCRMTYPEADD with its primary key, which is never given again;
 * the entityTypeId may be that of a deleted one (crm-type-add.md). Its items have a table of their own, and are numbered anew.
 */
export function addType(world: World, portal: Portal, input: NewType, actor: Actor): SmartType {
  const state = portal.state
  const entityTypeId = input.entityTypeId ?? state.nextEntityTypeId
  if (findType(portal, entityTypeId)) throw new Error(`entityTypeId ${entityTypeId} is taken`)
  const now = portalTime(portalNow(world, portal))
  const hasCategories = input.categories ?? false
  const hasStages = input.stages ?? true
  const names = hasCategories ? categoryNames(input.categoryCount ?? 2) : hasStages ? ['General'] : []
  const type: SmartType = {
    typeId: state.nextTypeId,
    entityTypeId,
    title: input.title,
    hasCategories,
    hasStages,
    switches: entityTypeId === INVOICES ? everySwitch() : switchesSchema.parse(input.switches ?? {}),
    categories: names.map((name, position) => {
      const id = state.nextCategoryId + position * 2
      const stages = hasStages ? makeStages(entityTypeId, id, input.stageCount) : []
      return { id, name, sort: 500 + position * 100, isDefault: position === 0, stages }
    }),
    createdTime: now,
    updatedTime: now,
    nextItemId: 2,
  }
  state.nextTypeId += 2
  state.nextCategoryId += names.length * 2
  state.nextEntityTypeId = Math.max(state.nextEntityTypeId, entityTypeId) + 4
  state.types.push(type)
  state.items[String(entityTypeId)] = []
  world.changed()
  notify(portal)
  announce(world, portal, 'ONCRMTYPEADD', { FIELDS: { ID: type.typeId } }, actor)
  return type
}

export function renameType(world: World, portal: Portal, type: SmartType, title: string, actor: Actor): void {
  type.title = title
  type.updatedTime = portalTime(portalNow(world, portal))
  world.changed()
  notify(portal)
  announce(world, portal, 'ONCRMTYPEUPDATE', { FIELDS: { ID: type.typeId } }, actor)
}

/**
 * Deletes a type; suffixed handlers and its placements go with it, of every app (protocol of TypeTable::onAfterDelete), and so do its
 * categories and stages. A portal demands that its items are deleted before (crm-type-delete.md): here they are, without a word.
 */
export function deleteType(world: World, portal: Portal, type: SmartType, actor: Actor): void {
  const state = portal.state
  state.types = state.types.filter((known) => known !== type)
  delete state.items[String(type.entityTypeId)]
  delete state.recycleBin[String(type.entityTypeId)]
  const suffix = `_${type.entityTypeId}`
  state.bindings = state.bindings.filter((binding) => !binding.event.endsWith(suffix))
  state.placements = state.placements.filter((row) => !row.placement.startsWith(`CRM_DYNAMIC${suffix}_`))
  world.changed()
  notify(portal)
  announce(world, portal, 'ONCRMTYPEDELETE', { FIELDS: { ID: type.typeId } }, actor)
}

const told = new WeakSet<Portal>()

/** Tells the portal's open pages that the CRM has changed: once for everything a hit does. */
export function notify(portal: Portal): void {
  if (told.has(portal)) return
  told.add(portal)
  setImmediate(() => {
    told.delete(portal)
    for (const watcher of portal.watchers) watcher()
  })
}

const categoryNames = (count: number): string[] =>
  Array.from({ length: count }, (_, position) => ['General', 'Express'][position] ?? `Pipeline ${position + 1}`)

/** The portal's default stages, and as many more before the final ones as are wanted. */
function makeStages(entityTypeId: number, categoryId: number, count = 5): Stage[] {
  const stage = (code: string, name: string, color: string, sort: number, semantics: Stage['semantics'] = null) => ({
    id: `DT${entityTypeId}_${categoryId}:${code}`,
    name,
    color,
    sort,
    semantics,
  })
  return [
    stage('NEW', 'New', '#22B9FF', 10),
    stage('PREPARATION', 'In progress', '#88B9FF', 20),
    stage('CLIENT', 'Waiting for the client', '#10E5FC', 30),
    ...Array.from({ length: count - 5 }, (_, more) => {
      return stage(`S${more + 4}`, `Stage ${more + 4}`, '#88B9FF', (more + 4) * 10)
    }),
    stage('SUCCESS', 'Done', '#00FF00', (count - 1) * 10, 'S'),
    stage('FAIL', 'Rejected', '#FF0000', count * 10, 'F'),
  ]
}
