import { asId, asText, isMap, type JsonMap } from '../json-value.ts'
import type { Category, SmartType, Stage } from '../portal-state.ts'
import { RestError } from '../rest-error.ts'
import { type MethodCall, type Methods, page, param } from '../rest-method.ts'
import { isCrmAdmin, mayReadTypes } from '../rights.ts'
import { findType, smartProcesses, stageEntityId } from '../smart-types.ts'

const SECONDS = 0.02

/** Smart processes, their categories and stages (crm/universal/user-defined-object-types, crm/status). */
export const typeMethods: Methods = {
  'crm.type.list': {
    scope: 'crm',
    seconds: SECONDS,
    run: ({ portal, user, params }) => {
      if (!isCrmAdmin(user)) throw denied()
      const filter = param(params, 'filter')
      const wanted = isMap(filter) ? filter : {}
      const types = smartProcesses(portal).filter((type) => matches(typeRow(type), wanted))
      const { rows, ...counts } = page(types, asId(param(params, 'start')))
      return { result: { types: rows.map(typeRow) }, ...counts }
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
      if (!mayReadTypes(user)) throw denied()
      const filter = param(params, 'filter')
      const given = isMap(filter) ? param(filter, 'ENTITY_ID') : undefined
      const wanted = Array.isArray(given) ? given.map(asText) : given === undefined ? null : [asText(given)]
      const rows = portal.state.types.flatMap((type) =>
        type.categories.flatMap((category) =>
          category.stages.map((stage, position) => stageRow(type, category, stage, position)),
        ),
      )
      const shown = wanted === null ? rows : rows.filter((row) => wanted.includes(asText(row.ENTITY_ID)))
      const { rows: paged, ...counts } = page(shown, asId(param(params, 'start')))
      return { result: paged, ...counts }
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
    isBeginCloseDatesEnabled: 'N',
    isClientEnabled: 'Y',
    isUseInUserfieldEnabled: 'Y',
    isLinkWithProductsEnabled: 'N',
    isMycompanyEnabled: 'N',
    isDocumentsEnabled: 'N',
    isSourceEnabled: 'N',
    isObserversEnabled: 'Y',
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
  EXTRA: {
    SEMANTICS: stage.semantics === 'S' ? 'success' : stage.semantics === 'F' ? 'failure' : 'process',
    COLOR: stage.color,
  },
})

function matches(row: JsonMap, filter: JsonMap): boolean {
  return Object.entries(filter).every(([key, value]) => {
    const name = key.replace(/^[=@]/, '')
    const wanted = Array.isArray(value) ? value.map(asText) : [asText(value)]
    return !(name in row) || wanted.includes(asText(row[name]))
  })
}

const denied = () => new RestError('ACCESS_DENIED', 'Access denied')
