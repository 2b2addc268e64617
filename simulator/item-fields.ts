import type { JsonMap } from './json-value.ts'
import type { SmartType } from './portal-state.ts'
import { INVOICES, stageEntityId } from './smart-types.ts'

type Switch = keyof SmartType['switches'] | 'isStagesEnabled' | 'invoices'

type Field = {
  type: string
  /** Which switch of the type brings it; without one every type has it. */
  needs?: Switch
  isWritable?: true
  isMultiple?: true
}

const written = (type: string, needs?: Switch): Field => ({ type, isWritable: true, ...(needs && { needs }) })

/** Fields of smart processes and invoices, each with the switch that brings it (crm/universal/object-fields.md). */
const FIELDS: Record<string, Field> = {
  id: { type: 'integer' },
  title: written('string'),
  xmlId: written('string'),
  createdTime: { type: 'datetime' },
  updatedTime: { type: 'datetime' },
  createdBy: { type: 'user' },
  updatedBy: { type: 'user' },
  assignedById: written('user'),
  opened: written('boolean'),
  webformId: { type: 'integer' },
  begindate: written('date', 'isBeginCloseDatesEnabled'),
  closedate: written('date', 'isBeginCloseDatesEnabled'),
  companyId: written('crm_company', 'isClientEnabled'),
  contactId: written('crm_contact', 'isClientEnabled'),
  contactIds: { ...written('crm_contact', 'isClientEnabled'), isMultiple: true },
  observers: { ...written('user', 'isObserversEnabled'), isMultiple: true },
  categoryId: written('crm_category'),
  movedTime: { type: 'datetime', needs: 'isStagesEnabled' },
  movedBy: { type: 'user', needs: 'isStagesEnabled' },
  stageId: written('crm_status', 'isStagesEnabled'),
  previousStageId: { type: 'crm_status', needs: 'isStagesEnabled' },
  sourceId: written('crm_status', 'isSourceEnabled'),
  sourceDescription: written('text', 'isSourceEnabled'),
  currencyId: written('crm_currency', 'isLinkWithProductsEnabled'),
  isManualOpportunity: written('boolean', 'isLinkWithProductsEnabled'),
  opportunity: written('double', 'isLinkWithProductsEnabled'),
  taxValue: written('double', 'isLinkWithProductsEnabled'),
  mycompanyId: written('crm_company', 'isMycompanyEnabled'),
  comments: written('text', 'invoices'),
  accountNumber: written('string', 'invoices'),
  lastActivityBy: { type: 'user' },
  lastActivityTime: { type: 'datetime' },
}

function isOn(type: SmartType, needed: Switch | undefined): boolean {
  if (needed === undefined) return true
  if (needed === 'invoices') return type.entityTypeId === INVOICES
  return needed === 'isStagesEnabled' ? type.hasStages : type.switches[needed]
}

/** Names that this type's switches do not bring: no answer has them, and nobody can select, filter, order or write by them. */
const isMissing = (type: SmartType, name: string): boolean => {
  const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined
  return field !== undefined && !isOn(type, field.needs)
}

export const isField = (type: SmartType, name: string): boolean =>
  (Object.hasOwn(FIELDS, name) && !isMissing(type, name)) || /^ufCrm/.test(name)

/** What is left of an item's values where its type has them. */
export const ofThisType = (type: SmartType, values: JsonMap): JsonMap =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !isMissing(type, name)))

/** Field descriptions as crm.item.fields answers them (crm/universal/crm-item-fields.md). */
export function fieldDescriptions(type: SmartType): JsonMap {
  const rows = Object.entries(FIELDS).filter(([, field]) => isOn(type, field.needs))
  return Object.fromEntries(rows.map(([name, field]) => [name, description(type, name, field)]))
}

function description(type: SmartType, name: string, field: Field): JsonMap {
  const upperName = name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
  const category = type.categories[0]
  return {
    type: field.type,
    isRequired: false,
    isReadOnly: !field.isWritable,
    isImmutable: false,
    isMultiple: field.isMultiple ?? false,
    isDynamic: false,
    ...(/stageId/i.test(name) && category && { statusType: stageEntityId(type, category) }),
    title: upperName.charAt(0) + upperName.slice(1).replaceAll('_', ' ').toLowerCase(),
    upperName,
  }
}
