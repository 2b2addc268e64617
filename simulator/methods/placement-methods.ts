import { checkHandlerUrl } from '../handler-url.ts'
import { asId, asText, type JsonMap } from '../json-value.ts'
import type { Portal } from '../portal.ts'
import type { Placement } from '../portal-state.ts'
import { RestError } from '../rest-error.ts'
import { type MethodCall, type Methods, param } from '../rest-method.ts'
import { type ByScope, namesOfScopes } from '../scopes.ts'
import { INVOICES } from '../smart-types.ts'

const GLOBAL = ['LEFT_MENU', 'REST_APP_URI', 'PAGE_BACKGROUND_WORKER']
const OTHERS: ByScope = {
  user: ['USER_PROFILE_MENU', 'USER_PROFILE_TOOLBAR'],
  task: ['TASK_LIST_CONTEXT_MENU', 'TASK_VIEW_TAB', 'TASK_VIEW_SIDEBAR', 'TASK_VIEW_TOP_PANEL'],
}
const CRM_GLOBAL = ['CRM_ANALYTICS_MENU', 'CRM_ANALYTICS_TOOLBAR', 'CRM_FUNNELS_TOOLBAR', 'CRM_DETAIL_SEARCH']
const SINGLE = new Set(['REST_APP_URI', 'PAGE_BACKGROUND_WORKER'])
const PER_TYPE = [
  ...['LIST_MENU', 'LIST_TOOLBAR', 'DETAIL_TAB', 'DETAIL_TOOLBAR', 'DETAIL_ACTIVITY'],
  ...['DOCUMENTGENERATOR_BUTTON', 'ACTIVITY_TIMELINE_MENU', 'ROBOT_DESIGNER_TOOLBAR', 'FUNNELS_TOOLBAR'],
]

/** Placing the app in the portal's pages (widgets/placement-bind.md and its neighbours). */
export const placementMethods: Methods = {
  'placement.list': {
    scope: 'placement',
    seconds: 0.004,
    run: ({ portal, params }) => ({
      result: namesOfScopes(placementsByScope(portal), portal.state.scope, params),
    }),
  },
  'placement.get': {
    scope: 'placement',
    seconds: 0.004,
    run: ({ portal }) => ({ result: portal.state.placements.map(placementRow) }),
  },
  'placement.bind': { scope: 'placement', seconds: 0.01, run: bind },
  'placement.unbind': { scope: 'placement', seconds: 0.01, run: unbind },
}

/** Codes by the permission that each needs (widgets/placements.md). */
function placementsByScope(portal: Portal): ByScope {
  const perType = portal.state.types.flatMap((type) => {
    const root = type.entityTypeId === INVOICES ? 'CRM_SMART_INVOICE' : `CRM_DYNAMIC_${type.entityTypeId}`
    return PER_TYPE.map((code) => `${root}_${code}`)
  })
  return { '': GLOBAL, crm: [...CRM_GLOBAL, ...perType], ...OTHERS }
}

const placementRow = (row: Placement): JsonMap => ({
  id: row.id,
  placement: row.placement,
  userId: row.userId,
  handler: row.handler,
  options: row.options,
  title: row.title,
  description: row.description,
  langAll: row.langAll,
})

function bind({ world, portal, user, params }: MethodCall) {
  if (!user.admin) throw new RestError('ACCESS_DENIED', 'Access denied!', 403)
  const placement = asText(param(params, 'PLACEMENT')).toUpperCase()
  const handler = asText(param(params, 'HANDLER'))
  if (placement === '') throw new RestError('ERROR_ARGUMENT', "Argument 'PLACEMENT' is null or empty")
  if (handler === '') throw new RestError('ERROR_ARGUMENT', "Argument 'HANDLER' is null or empty")
  if (!namesOfScopes(placementsByScope(portal), portal.state.scope, {}).includes(placement))
    throw new RestError('ERROR_PLACEMENT_NOT_FOUND', 'Placement not found')
  checkHandlerUrl(handler)
  const bound = portal.state.placements.filter((row) => row.placement === placement)
  if (SINGLE.has(placement) && bound.length > 0) {
    throw new RestError('ERROR_PLACEMENT_MAX_COUNT', 'Placement max count: 1')
  }
  if (bound.some((row) => row.handler === handler)) {
    throw new RestError('ERROR_CORE', 'Unable to set placement handler: Handler already binded')
  }
  portal.state.placements.push({
    id: portal.state.nextBindingId,
    placement,
    handler,
    userId: asId(param(params, 'USER_ID')),
    title: asText(param(params, 'TITLE')),
    description: asText(param(params, 'DESCRIPTION')),
    options: param(params, 'OPTIONS') ?? [],
    langAll: param(params, 'LANG_ALL') ?? [],
  })
  portal.state.nextBindingId += 2
  world.changed()
  return { result: true }
}

function unbind({ world, portal, user, params }: MethodCall) {
  if (!user.admin) throw new RestError('ACCESS_DENIED', 'Access denied!', 403)
  const placement = asText(param(params, 'PLACEMENT')).toUpperCase()
  const handler = asText(param(params, 'HANDLER'))
  const goes = (row: Placement) => row.placement === placement && (handler === '' || row.handler === handler)
  const count = portal.state.placements.filter(goes).length
  portal.state.placements = portal.state.placements.filter((row) => !goes(row))
  world.changed()
  return { result: { count } }
}
