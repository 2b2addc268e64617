import 'server-only'
import { boundEvents, diffBindings, readBindings } from '../bitrix24/bindings.ts'
import { type Command, callBatch } from '../bitrix24/rest-batch.ts'
import type { RestAccess } from '../bitrix24/rest-client.ts'
import { env } from '../platform/env.ts'
import { Refusal } from '../platform/refusal.ts'

/** Where this app takes events. */
export function eventHandler(): string {
  return `${env().appUrl}/api/bitrix24/events`
}

/**
 * Binds what is missing and unbinds what is stale, with the rights of an admin (api-reference/events/event-bind.md).
 * @throws Refusal `unavailable` when the portal does not do it.
 */
export async function bindEvents(access: RestAccess): Promise<void> {
  const handler = eventHandler()
  const bound = await callBatch(access, new Map([['bound', { method: 'event.get', params: {} }]]))
  const current = bound.ok ? readBindings(bound.results.get('bound')) : null
  if (!current) throw new Refusal('unavailable', 'event_get_failed')
  const { bind, unbind } = diffBindings(current, boundEvents, handler)
  const commands = new Map<string, Command>([
    ...bind.map((event): [string, Command] => [event, { method: 'event.bind', params: { event, handler } }]),
    ...unbind.map((binding, index): [string, Command] => [
      `u${index}`,
      { method: 'event.unbind', params: { ...binding } },
    ]),
  ])
  const answer = await callBatch(access, commands)
  if (!answer.ok) throw new Refusal('unavailable', answer.failure.code)
  for (const event of bind) {
    const failure = answer.failures.get(event)
    // A parallel installer run may have been first: "Handler already binded" is ERROR_CORE, like nothing else here.
    if (failure && failure.code !== 'ERROR_CORE') throw new Refusal('unavailable', `${event}: ${failure.code}`)
  }
}
