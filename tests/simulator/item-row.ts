import type { JsonMap, JsonValue } from './json-value.ts'
import type { Item, SmartType } from './portal-state.ts'

/** An item as crm.item.get and crm.item.list show it (crm/universal/crm-item-get.md). */
export function itemRow(type: SmartType, item: Item): JsonMap {
  const row: JsonMap = {
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
    observers: [],
    companyId: 0,
    contactId: 0,
    contactIds: [],
    opportunity: item.opportunity,
    currencyId: item.currencyId,
    movedTime: item.movedTime,
    movedBy: item.updatedBy,
    lastActivityTime: item.updatedTime,
  }
  if (type.categories.length > 0) row.categoryId = item.categoryId
  if (type.hasStages) Object.assign(row, { stageId: item.stageId, previousStageId: item.previousStageId })
  return { ...row, ...item.fields, entityTypeId: type.entityTypeId }
}

/** Only the selected fields; `*`, an empty list or none at all means every field. The id always comes along. */
export function selectFields(row: JsonMap, select: JsonValue[]): JsonMap {
  if (select.length === 0 || select.includes('*')) return row
  const out: JsonMap = { id: row.id ?? 0 }
  for (const name of select) {
    const value = typeof name === 'string' ? row[name] : undefined
    if (typeof name === 'string' && value !== undefined) out[name] = value
  }
  return out
}

const FIELD_TYPES: Record<string, string> = {
  id: 'integer',
  xmlId: 'string',
  title: 'string',
  createdTime: 'datetime',
  updatedTime: 'datetime',
  movedTime: 'datetime',
  lastActivityTime: 'datetime',
  createdBy: 'user',
  updatedBy: 'user',
  movedBy: 'user',
  assignedById: 'user',
  opened: 'boolean',
  webformId: 'integer',
  observers: 'user',
  companyId: 'crm_company',
  contactId: 'crm_contact',
  contactIds: 'crm_contact',
  opportunity: 'double',
  currencyId: 'crm_currency',
  categoryId: 'crm_category',
  stageId: 'crm_status',
  previousStageId: 'crm_status',
}

const WRITABLE = new Set([
  'title',
  'assignedById',
  'opportunity',
  'currencyId',
  'categoryId',
  'stageId',
  'xmlId',
  'opened',
])

/** The names that may stand in select, filter and order of this type. */
function fieldNames(type: SmartType): string[] {
  return Object.keys(FIELD_TYPES).filter(
    (name) => (name !== 'categoryId' || type.categories.length > 0) && (!/stageid/i.test(name) || type.hasStages),
  )
}

export const isField = (type: SmartType, name: string): boolean =>
  fieldNames(type).includes(name) || /^ufCrm/.test(name)

/** Field descriptions as crm.item.fields answers them (crm/universal/crm-item-fields.md). */
export function fieldDescriptions(type: SmartType): JsonMap {
  const rows = fieldNames(type).map((name) => {
    const upperName = name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
    const description: JsonMap = {
      type: FIELD_TYPES[name] ?? 'string',
      isRequired: false,
      isReadOnly: !WRITABLE.has(name),
      isImmutable: false,
      isMultiple: name === 'observers' || name === 'contactIds',
      isDynamic: false,
      title: upperName.charAt(0) + upperName.slice(1).replaceAll('_', ' ').toLowerCase(),
      upperName,
    }
    return [name, description] as const
  })
  return Object.fromEntries(rows)
}
