import { fieldDescriptions, isField } from '../item-fields.ts'
import { itemRow, selectFields } from '../item-row.ts'
import { createItem, deleteItem, findItem, type ItemChanges, itemsOf, updateItem } from '../items.ts'
import { asId, asList, isMap, type JsonMap } from '../json-value.ts'
import type { Item, SmartType } from '../portal-state.ts'
import { RestError } from '../rest-error.ts'
import { type MethodCall, type Methods, page, param } from '../rest-method.ts'
import { mayChange, mayList, mayRead, mayReadTypes } from '../rights.ts'
import { compileFilter, compileOrder, type Fields, filterMap } from '../row-filter.ts'
import { findType, stageOf } from '../smart-types.ts'

const SECONDS = 0.03

/** crm.item.* of smart processes and invoices (crm/universal/*.md); a token sees what its user sees. */
export const itemMethods: Methods = {
  'crm.item.list': { scope: 'crm', seconds: SECONDS, run: list },
  'crm.item.get': {
    scope: 'crm',
    seconds: SECONDS,
    run: (call) => {
      const { type, item } = readable(call)
      return { result: { item: itemRow(type, item) } }
    },
  },
  'crm.item.fields': {
    scope: 'crm',
    seconds: SECONDS,
    run: (call) => {
      const type = typeOf(call)
      if (!mayReadTypes(call.user)) throw denied()
      return { result: { fields: fieldDescriptions(type) } }
    },
  },
  'crm.item.update': { scope: 'crm', seconds: SECONDS, run: update },
  'crm.item.add': { scope: 'crm', seconds: SECONDS, run: add },
  'crm.item.delete': {
    scope: 'crm',
    seconds: SECONDS,
    run: (call) => {
      const { type, item } = readable(call)
      if (!mayChange(call.user, item)) throw denied()
      deleteItem(call.world, call.portal, type, item, call.user.id)
      return { result: [] }
    },
  },
}

function list(call: MethodCall) {
  const type = typeOf(call)
  const { poison, garbled, deniedTypes, refusedTypes } = call.portal.faults
  const refusal = refusedTypes.find(({ entityTypeId }) => entityTypeId === type.entityTypeId)
  if (refusal) throw new RestError(refusal.error, refusal.description)
  if (deniedTypes.includes(type.entityTypeId) || !mayList(call.user, type.entityTypeId)) throw denied()
  const fields: Fields = { has: (name) => isField(type, name), others: 'refused' }
  const filter = filterMap(param(call.params, 'filter'))
  const test = compileFilter(filter, fields)
  const order = mapParam(call.params, 'order')
  const sorted = compileOrder(Object.keys(order).length === 0 ? { id: 'ASC' } : order, fields)
  const rows = narrowed(itemsOf(call.portal, type.entityTypeId), filter)
    .filter((item) => mayRead(call.user, item))
    .map((item) => itemRow(type, item))
    .filter(test)
    .sort(sorted)
  const { rows: shown, ...counts } = page(rows, asId(param(call.params, 'start')))
  const select = asList(param(call.params, 'select'))
  if (shown.some((row) => poison.includes(asId(row.id)))) {
    throw new RestError('INTERNAL_SERVER_ERROR', 'Internal server error', 500)
  }
  const items = shown.map((row) => (garbled.includes(asId(row.id)) ? { id: 'garbled' } : selectFields(row, select)))
  return { result: { items }, ...counts }
}

/** The lists an app asks for most are by id; they need not look at every item. */
function narrowed(items: Item[], filter: JsonMap): Item[] {
  if (filter['@id'] !== undefined) {
    const ids = new Set(asList(filter['@id']).map(asId))
    return items.filter((item) => ids.has(item.id))
  }
  const after = filter['>id']
  return after === undefined ? items : items.filter((item) => item.id > asId(after))
}

function update(call: MethodCall) {
  const { type, item } = readable(call)
  if (!mayChange(call.user, item)) throw denied()
  const { title, stageId, assignedById, opportunity, ...rest } = writable(call, type)
  if (stageId !== undefined && !stageOf(type, String(stageId))) {
    throw new RestError('CRM_FIELD_ERROR_VALUE_NOT_VALID', 'Invalid value for field "stageId"')
  }
  if (stageId !== undefined && call.user.moveStages === false) {
    // The documented error has no code (crm-item-update.md).
    throw new RestError('', 'Insufficient permissions to change the stage')
  }
  const changes = {
    title: title === undefined ? undefined : String(title),
    stageId: stageId === undefined ? undefined : String(stageId),
    assignedById: assignedById === undefined ? undefined : asId(assignedById),
    opportunity: opportunity === undefined ? undefined : Number(opportunity),
    fields: userFields(rest),
  }
  if (changesAnything(item, changes)) updateItem(call.world, call.portal, type, item, changes, call.user.id)
  return { result: { item: itemRow(type, item) } }
}

/** Where no value changes nothing is saved, and nothing is announced (crm-item-update.md). */
function changesAnything(item: Item, { fields, ...changes }: ItemChanges): boolean {
  const differs = (known: object, wanted: object) =>
    Object.entries(wanted).some(([name, value]) => value !== undefined && Reflect.get(known, name) !== value)
  return differs(item, changes) || differs(item.fields, fields ?? {})
}

function add(call: MethodCall) {
  const type = typeOf(call)
  if (!mayReadTypes(call.user)) throw denied()
  const { title, stageId, assignedById, opportunity, categoryId, ...rest } = writable(call, type)
  const input = {
    title: title === undefined ? undefined : String(title),
    stageId: stageId === undefined ? undefined : String(stageId),
    categoryId: categoryId === undefined ? undefined : asId(categoryId),
    assignedById: assignedById === undefined ? undefined : asId(assignedById),
    opportunity: opportunity === undefined ? undefined : Number(opportunity),
    fields: userFields(rest),
  }
  return { result: { item: itemRow(type, createItem(call.world, call.portal, type, input, call.user.id)) } }
}

/** What is written where this type has no such field is dropped. */
function writable(call: MethodCall, type: SmartType): JsonMap {
  const given = mapParam(call.params, 'fields')
  return Object.fromEntries(Object.entries(given).filter(([name]) => isField(type, name)))
}

function userFields(rest: JsonMap): JsonMap {
  return Object.fromEntries(Object.entries(rest).filter(([name]) => name === 'xmlId' || name.startsWith('ufCrm')))
}

function readable(call: MethodCall): { type: SmartType; item: Item } {
  const type = typeOf(call)
  const item = findItem(call.portal, type.entityTypeId, asId(param(call.params, 'id')))
  if (!item) throw new RestError('NOT_FOUND', 'Element not found')
  if (!mayList(call.user, type.entityTypeId) || !mayRead(call.user, item)) throw denied()
  return { type, item }
}

function typeOf(call: MethodCall): SmartType {
  const type = findType(call.portal, asId(param(call.params, 'entityTypeId')))
  if (!type) throw new RestError('NOT_FOUND', 'Smart process not found')
  return type
}

const denied = () => new RestError('ACCESS_DENIED', 'Access denied')

function mapParam(params: JsonMap, name: string): JsonMap {
  const value = param(params, name)
  return isMap(value) ? value : {}
}
