import { asId, asText, type JsonMap } from '../json-value.ts'
import type { Category, SmartType, Stage } from '../portal-state.ts'
import { RestError } from '../rest-error.ts'
import { type MethodCall, type Methods, page, param } from '../rest-method.ts'
import { isCrmAdmin, mayReadTypes } from '../rights.ts'
import { compileOrder, type Fields, filterMap, listRows } from '../row-filter.ts'
import { findType, smartProcesses, stageEntityId } from '../smart-types.ts'

const SECONDS = 0.02
const TYPE_NAMES = new Set([
  ...['id', 'title', 'code', 'createdBy', 'entityTypeId', 'customSectionId', 'isCategoriesEnabled', 'isStagesEnabled'],
  ...['isBeginCloseDatesEnabled', 'isClientEnabled', 'isUseInUserfieldEnabled', 'isLinkWithProductsEnabled'],
  ...['isMycompanyEnabled', 'isDocumentsEnabled', 'isSourceEnabled', 'isObserversEnabled', 'isRecyclebinEnabled'],
  ...['isAutomationEnabled', 'isBizProcEnabled', 'isSetOpenPermissions', 'isPaymentsEnabled', 'isCountersEnabled'],
  ...['createdTime', 'updatedTime', 'updatedBy'],
])
const TYPE_FIELDS: Fields = { has: (name) => TYPE_NAMES.has(name), others: 'refused' }
const STATUS_FIELDS: Fields = { has: (name) => STATUS_NAMES.has(name), others: 'ignored' }
const STATUS_NAMES = new Set([
  ...['ID', 'ENTITY_ID', 'STATUS_ID', 'NAME', 'NAME_INIT', 'SORT', 'SYSTEM'],
  ...['CATEGORY_ID', 'COLOR', 'SEMANTICS'],
])

/** Smart processes, their categories and stages (crm/universal/user-defined-object-types, crm/status). */
export const typeMethods: Methods = {
  'crm.type.list': {
    scope: 'crm',
    seconds: SECONDS,
    run: ({ portal, user, params }) => {
      if (!isCrmAdmin(user)) throw denied()
      const { rows, ...counts } = listRows(smartProcesses(portal).map(typeRow), params, TYPE_FIELDS)
      return { result: { types: rows }, ...counts }
    },
  },
  'crm.type.get': {
    scope: 'crm',
    seconds: SECONDS,
    run: (call) => {
      const id = asId(param(call.params, 'id'))
      return oneType(
        call,
        smartProcesses(call.portal).find((type) => type.typeId === id),
      )
    },
  },
  'crm.type.getbyentitytypeid': {
    scope: 'crm',
    seconds: SECONDS,
    run: (call) => oneType(call, findType(call.portal, asId(param(call.params, 'entityTypeId')))),
  },
  'crm.category.list': {
    scope: 'crm',
    seconds: SECONDS,
    run: ({ portal, user, params }) => {
      const entityTypeId = asId(param(params, 'entityTypeId'))
      const type = findType(portal, entityTypeId)
      if (!type) throw new RestError('NOT_FOUND', 'Smart process not found')
      const unsupported = `Entity type DYNAMIC_${entityTypeId} is not supported`
      if (type.categories.length === 0 || portal.faults.unsupportedCategories.includes(entityTypeId)) {
        throw new RestError('ENTITY_TYPE_NOT_SUPPORTED', unsupported)
      }
      const categories = mayReadTypes(user) ? type.categories.map((category) => categoryRow(type, category)) : []
      const { rows, ...counts } = page(categories, asId(param(params, 'start')))
      return { result: { categories: rows }, ...counts }
    },
  },
  'crm.status.list': {
    scope: 'crm',
    seconds: SECONDS,
    run: ({ portal, user, params }) => {
      // The documented code is a sentence (crm-status-list.md).
      if (!mayReadTypes(user)) throw new RestError('Access denied.', 'No permission to perform the operation')
      const stages = portal.state.types.flatMap((type) =>
        type.categories.flatMap((category) =>
          category.stages.map((stage, position) => stageRow(type, category, stage, position)),
        ),
      )
      const { rows, ...counts } = listStatuses(stages, params)
      return { result: rows, ...counts }
    },
  },
}

export function oneType({ user }: MethodCall, type: SmartType | undefined) {
  // The documented code of "not found" is the number 0 (crm-type-get.md).
  if (!type) throw new RestError(0, 'SPA not found')
  if (!mayReadTypes(user)) throw denied()
  return {
    result: {
      type: { ...typeRow(type), relations: { parent: [], child: [] }, linkedUserFields: [], customSections: [] },
    },
  }
}

function typeRow(type: SmartType): JsonMap {
  const flag = (on: boolean) => (on ? 'Y' : 'N')
  return {
    id: type.typeId,
    title: type.title,
    code: '',
    createdBy: 1,
    entityTypeId: type.entityTypeId,
    customSectionId: null,
    isCategoriesEnabled: flag(type.hasCategories),
    isStagesEnabled: flag(type.hasStages),
    isBeginCloseDatesEnabled: flag(type.switches.isBeginCloseDatesEnabled),
    isClientEnabled: flag(type.switches.isClientEnabled),
    isUseInUserfieldEnabled: 'Y',
    isLinkWithProductsEnabled: flag(type.switches.isLinkWithProductsEnabled),
    isMycompanyEnabled: flag(type.switches.isMycompanyEnabled),
    isDocumentsEnabled: 'N',
    isSourceEnabled: flag(type.switches.isSourceEnabled),
    isObserversEnabled: flag(type.switches.isObserversEnabled),
    isRecyclebinEnabled: 'Y',
    isAutomationEnabled: flag(type.hasStages),
    isBizProcEnabled: 'N',
    isSetOpenPermissions: 'N',
    isPaymentsEnabled: 'N',
    isCountersEnabled: 'N',
    createdTime: type.createdTime,
    updatedTime: type.updatedTime,
    updatedBy: 1,
  }
}

const categoryRow = (type: SmartType, category: Category): JsonMap => ({
  id: category.id,
  name: category.name,
  sort: category.sort,
  entityTypeId: type.entityTypeId,
  isDefault: category.isDefault ? 'Y' : 'N',
  originId: '',
  originatorId: '',
})

/** Unlike stages of leads and deals, those of a smart process have no EXTRA. */
const stageRow = (type: SmartType, category: Category, stage: Stage, position: number): JsonMap => ({
  ID: String(category.id * 100 + position * 2 + 1),
  ENTITY_ID: stageEntityId(type, category),
  STATUS_ID: stage.id,
  NAME: stage.name,
  NAME_INIT: '',
  SORT: String(stage.sort),
  SYSTEM: position === 0 || stage.semantics ? 'Y' : 'N',
  CATEGORY_ID: String(category.id),
  COLOR: stage.color,
  SEMANTICS: stage.semantics,
})

/**
 * Directory items by the values of their fields, each of which is one word; no other name counts, and none takes a prefix
 * (crm/status/crm-status-list.md).
 */
function listStatuses(rows: JsonMap[], params: JsonMap) {
  const filter = Object.entries(filterMap(param(params, 'filter'))).filter(([name]) => STATUS_FIELDS.has(name))
  const isWanted = (row: JsonMap) =>
    filter.every(([name, value]) => typeof value !== 'object' && asText(row[name]) === asText(value))
  const inOrder = compileOrder(filterMap(param(params, 'order')), STATUS_FIELDS)
  return page(rows.filter(isWanted).sort(inOrder), asId(param(params, 'start')))
}

const denied = () => new RestError('ACCESS_DENIED', 'Access denied')
