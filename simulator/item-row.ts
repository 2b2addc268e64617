import { ofThisType } from './item-fields.ts'
import type { JsonMap, JsonValue } from './json-value.ts'
import type { Item, SmartType } from './portal-state.ts'

/** An item as crm.item.get and crm.item.list show it (crm/universal/crm-item-get.md): with the fields that its type has. */
export function itemRow(type: SmartType, item: Item): JsonMap {
  const values: JsonMap = {
    id: item.id,
    xmlId: null,
    title: item.title,
    createdTime: item.createdTime,
    updatedTime: item.updatedTime,
    createdBy: item.createdBy,
    updatedBy: item.updatedBy,
    assignedById: item.assignedById,
    opened: 'Y',
    webformId: 0,
    begindate: item.createdTime,
    closedate: null,
    companyId: 0,
    contactId: 0,
    contactIds: [],
    observers: [],
    categoryId: item.categoryId,
    movedTime: item.movedTime,
    movedBy: item.updatedBy,
    stageId: item.stageId,
    previousStageId: item.previousStageId,
    sourceId: null,
    sourceDescription: null,
    currencyId: item.currencyId,
    isManualOpportunity: 'Y',
    opportunity: item.opportunity,
    taxValue: 0,
    mycompanyId: 0,
    comments: null,
    accountNumber: String(item.id),
    lastActivityBy: item.updatedBy,
    lastActivityTime: item.updatedTime,
  }
  return { ...ofThisType(type, { ...values, ...item.fields }), entityTypeId: type.entityTypeId }
}

/**
 * The selected fields and nothing else, the id no more than any other; `*`, an empty list or none at all means every field. A name that
 * no field has is dropped without a word (crm/universal/crm-item-list.md).
 */
export function selectFields(row: JsonMap, select: JsonValue[]): JsonMap {
  if (select.length === 0 || select.includes('*')) return row
  const named = select.filter((name) => typeof name === 'string' && Object.hasOwn(row, name))
  return Object.fromEntries(named.map((name) => [String(name), row[String(name)] ?? null]))
}
