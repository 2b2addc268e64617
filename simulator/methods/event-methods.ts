import { announce } from '../announce.ts'
import { checkHandlerUrl } from '../handler-url.ts'
import { asId, asText, type JsonMap } from '../json-value.ts'
import type { Portal } from '../portal.ts'
import type { Binding } from '../portal-state.ts'
import { RestError } from '../rest-error.ts'
import { type MethodCall, type Methods, param } from '../rest-method.ts'
import { type ByScope, namesOfScopes } from '../scopes.ts'

const ITEM_EVENTS = ['ONCRMDYNAMICITEMADD', 'ONCRMDYNAMICITEMUPDATE', 'ONCRMDYNAMICITEMDELETE']
const APP_EVENTS = ['ONAPPUNINSTALL', 'ONAPPINSTALL', 'ONAPPUPDATE', 'ONAPPPAYMENT', 'ONAPPTEST']
const CRM_EVENTS = [
  ...['LEAD', 'DEAL', 'COMPANY', 'CONTACT', 'QUOTE', 'ACTIVITY', 'TIMELINECOMMENT', 'DYNAMICITEM', 'TYPE'].flatMap(
    changes,
  ),
  // crm/universal/userfieldconfig/events/index.md
  ...[...changes('TYPEUSERFIELD'), 'ONCRMTYPEUSERFIELDSETENUMVALUES'],
]

function changes(what: string): string[] {
  return ['ADD', 'UPDATE', 'DELETE'].map((change) => `ONCRM${what}${change}`)
}

/** Binding events (events/event-bind.md, event-unbind.md, event-get.md, events.md). */
export const eventMethods: Methods = {
  events: {
    scope: '',
    seconds: 0.004,
    run: ({ portal, params }) => ({
      result: namesOfScopes(eventsByScope(portal), portal.state.scope, params),
    }),
  },
  'event.bind': { scope: '', seconds: 0.01, run: bind },
  'event.unbind': { scope: '', seconds: 0.01, run: unbind },
  'event.get': {
    scope: '',
    seconds: 0.004,
    run: ({ portal, user }) => ({
      result: portal.state.bindings.filter((row) => user.admin || row.userId === user.id).map(bindingRow),
    }),
  },
  'event.test': {
    scope: '',
    seconds: 0.01,
    run: ({ world, portal, user, params }) => {
      const { auth: _auth, access_token: _token, ...query } = params
      announce(world, portal, 'ONAPPTEST', { QUERY: query }, user.id)
      return { result: true }
    },
  },
}

export const bindingRow = (row: Binding): JsonMap => ({
  event: row.event,
  handler: row.handler,
  auth_type: String(row.userId),
  offline: 0,
})

/** Base names, and for each existing type the suffixed ones. */
function eventsByScope(portal: Portal): ByScope {
  const suffixed = portal.state.types.flatMap((type) => ITEM_EVENTS.map((name) => `${name}_${type.entityTypeId}`))
  const there = (names: string[]) => names.filter((name) => !portal.faults.absentEvents.includes(name))
  return { '': there(APP_EVENTS), crm: there([...CRM_EVENTS, ...suffixed]), user: there(['ONUSERADD']) }
}

/** Names that this app can bind. */
const eventNames = (portal: Portal): string[] => namesOfScopes(eventsByScope(portal), portal.state.scope, {})

function bind({ world, portal, user, params }: MethodCall) {
  const event = asText(param(params, 'event')).toUpperCase()
  const handler = asText(param(params, 'handler'))
  const authType = asId(param(params, 'auth_type'))
  if (asText(param(params, 'event_type')) === 'offline') {
    if (!user.admin) throw denied('Offline events binding requires administrator access rights')
    throw new RestError('WRONG_LICENSE', 'Offline events are not available in this simulator', 403)
  }
  if (handler === '') throw new RestError('ERROR_EVENT_HANDLER', 'Handler URL is not specified')
  if (!eventNames(portal).includes(event)) throw new RestError('ERROR_EVENT_NOT_FOUND', 'Event not found')
  checkHandlerUrl(handler)
  if (!user.admin && authType !== 0 && authType !== user.id) {
    throw denied('Event binding with AUTH_TYPE requires administrator access rights')
  }
  const busy = portal.faults.busyBindings.find((each) => each.event === event && each.times > 0)
  if (busy) {
    busy.times -= 1
    throw new RestError('ERROR_CORE', 'Unable to set event handler: Process of binding the handler has already started')
  }
  // What a non-admin binds always acts as that user.
  const userId = user.admin ? authType : user.id
  const same = (row: Binding) => row.event === event && row.handler === handler && row.userId === userId
  if (portal.state.bindings.some(same)) {
    throw new RestError('ERROR_CORE', 'Unable to set event handler: Handler already binded')
  }
  portal.state.bindings.push({ id: portal.state.nextBindingId, event, handler, userId })
  portal.state.nextBindingId += 2
  world.changed()
  return { result: true }
}

function unbind({ world, portal, user, params }: MethodCall) {
  const event = asText(param(params, 'event')).toUpperCase()
  const handler = asText(param(params, 'handler'))
  if (event === '' || handler === '') throw new RestError('ERROR_ARGUMENT', 'Event and handler are required')
  const authType = param(params, 'auth_type')
  const goes = (row: Binding) =>
    row.event === event &&
    row.handler === handler &&
    (user.admin ? authType === undefined || row.userId === asId(authType) : row.userId === user.id)
  const before = portal.state.bindings.length
  portal.state.bindings = portal.state.bindings.filter((row) => !goes(row))
  world.changed()
  return { result: { count: before - portal.state.bindings.length } }
}

const denied = (why: string) => new RestError('ACCESS_DENIED', `Access denied! ${why}`, 403)
