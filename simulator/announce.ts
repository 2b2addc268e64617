import { eventBody } from './event-payload.ts'
import type { JsonMap } from './json-value.ts'
import { encodePhpQuery } from './php-query.ts'
import { isSendingEvents, type Portal, portalNow } from './portal.ts'
import type { Binding } from './portal-state.ts'
import { issueEventToken, issueTokens } from './tokens.ts'
import type { World } from './world.ts'

/** Whether a person acted; null: a robot, a workflow or the portal itself, so no tokens travel with the event. */
export type Actor = number | null

/** Announces a change of an item under both of its names, each to those who bound that name (crm/universal/events/index.md). */
export function announceItem(
  world: World,
  portal: Portal,
  change: 'ADD' | 'UPDATE' | 'DELETE',
  entityTypeId: number,
  id: number,
  actor: Actor,
): void {
  const data = { FIELDS: { ID: id, ENTITY_TYPE_ID: entityTypeId } }
  for (const name of [`ONCRMDYNAMICITEM${change}`, `ONCRMDYNAMICITEM${change}_${entityTypeId}`]) {
    announce(world, portal, name, data, actor)
  }
}

/** Sends an event to everybody who bound this name, if this portal sends events at all. */
export function announce(world: World, portal: Portal, event: string, data: JsonMap, actor: Actor): void {
  if (!isSendingEvents(portal.state)) return
  for (const binding of portal.state.bindings) {
    if (binding.event === event.toUpperCase()) send(world, portal, binding, data, actor)
  }
}

/** ONAPPUNINSTALL: five auth keys and no tokens, to the handlers that were bound before they were deleted. */
export function announceUninstall(world: World, portal: Portal, bindings: Binding[], clean: boolean): void {
  const data = { CLEAN: clean ? 1 : 0, LANGUAGE_ID: portal.state.language }
  for (const binding of bindings) {
    if (binding.event === 'ONAPPUNINSTALL') send(world, portal, binding, data, null)
  }
}

/** ONAPPINSTALL: like ONAPPUPDATE it brings a refresh token, and the application token that holds from now on. */
export function announceInstall(world: World, portal: Portal, userId: number): void {
  const { version, language } = portal.state
  const data = { VERSION: version, ACTIVE: 'Y', INSTALLED: 'Y', LANGUAGE_ID: language }
  announce(world, portal, 'ONAPPINSTALL', data, userId)
}

/** ONAPPUPDATE, after a new version (common/events/on-app-update.md). */
export function announceUpdate(world: World, portal: Portal, userId: number): void {
  const { version, language } = portal.state
  const data = { VERSION: version, PREVIOUS_VERSION: version - 1, LANGUAGE_ID: language }
  announce(world, portal, 'ONAPPUPDATE', data, userId)
}

function send(world: World, portal: Portal, binding: Binding, data: JsonMap, actor: Actor): void {
  const sentAtMs = portalNow(world, portal)
  const tokenUser = actor === null ? null : binding.userId || actor
  const fields = data.FIELDS
  portal.events.push({
    event: binding.event,
    fields: typeof fields === 'object' && fields !== null && !Array.isArray(fields) ? fields : data,
    handler: binding.handler,
    body: () => {
      const tokens =
        tokenUser === null || portal.faults.stripTokens ? null : tokensFor(world, portal, binding, tokenUser)
      return encodePhpQuery(eventBody(world, portal, binding, data, sentAtMs, tokens))
    },
  })
}

function tokensFor(world: World, portal: Portal, binding: Binding, userId: number) {
  const withRefresh = ['ONAPPINSTALL', 'ONAPPUPDATE', 'ONAPPTEST'].includes(binding.event)
  const token = withRefresh ? issueTokens(world, portal, userId) : issueEventToken(world, portal, userId)
  return { token, withRefresh }
}
