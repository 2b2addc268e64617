import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { adminFailure, adminQuestion, saysAdmin } from '../bitrix24/admin-question.ts'
import {
  type Binding,
  bindEvent,
  boundEvents,
  boundQuestion,
  diffBindings,
  isAbsent,
  readBindings,
  unbindEvent,
} from '../bitrix24/bindings.ts'
import type { RestAccess } from '../bitrix24/rest-access.ts'
import { type Command, callBatch, maxCommands } from '../bitrix24/rest-batch.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import { env } from '../platform/env.ts'
import { log } from '../platform/log.ts'
import type { BoundEvents } from './bound-events.ts'

/** Where this app takes events. */
export function eventHandler(): string {
  return `${env().appUrl}/api/bitrix24/events`
}

export type BindOutcome =
  | { readonly ok: true; readonly events: BoundEvents }
  | { readonly ok: false; readonly failure: RestFailure }

/** The waits before a second and a third try: a binding that is under way elsewhere is over by then. */
export const patientPauses = [400, 1_200] as const

const noAdmin: RestFailure = { kind: 'denied', code: 'NO_ADMIN' }
const unread: RestFailure = { kind: 'other', code: 'EVENT_GET_UNREAD' }

/**
 * Binds what is missing and unbinds what is stale, with the rights of an admin, who alone is shown all of it.
 * What is shown afterwards is the truth, whatever the bindings were answered:
 * an event that is being bound elsewhere is tried again after each of the pauses.
 */
export async function bindEvents(access: RestAccess, pauses: readonly number[] = []): Promise<BindOutcome> {
  const first = await askBound(access, new Map([adminQuestion, boundQuestion]))
  if (!first.ok) return first
  let { current } = first
  const absent = new Set<string>()
  for (const pause of [0, ...pauses]) {
    const wanted = boundEvents.filter((event) => !absent.has(event))
    const difference = diffBindings(current, wanted, eventHandler())
    if (difference.bind.length + (pause === 0 ? difference.unbind.length : 0) === 0) break
    if (pause > 0) await wait(pause)
    const done = await askBound(access, new Map([...commandsFor(difference), boundQuestion]))
    if (!done.ok) return done
    current = done.current
    for (const [event, failure] of done.failures) if (isAbsent(failure)) absent.add(event)
  }
  const missing = diffBindings(current, boundEvents, eventHandler()).bind
  const unbound = missing.filter((event) => !absent.has(event))
  return { ok: true, events: { absent: missing.filter((event) => absent.has(event)), unbound } }
}

type Asked =
  | { readonly ok: true; readonly current: readonly Binding[]; readonly failures: ReadonlyMap<string, RestFailure> }
  | Extract<BindOutcome, { ok: false }>

async function askBound(access: RestAccess, commands: ReadonlyMap<string, Command>): Promise<Asked> {
  const answer = await callBatch(access, commands)
  if (!answer.ok) return answer
  const { results, failures } = answer
  for (const [key, { code }] of failures)
    log().info({ portalId: access.portalId, command: key, code }, 'a binding was declined')
  if (commands.has(adminQuestion[0]) && !saysAdmin(answer))
    return { ok: false, failure: adminFailure(answer) ?? noAdmin }
  const current = readBindings(results.get(boundQuestion[0]))
  return current ? { ok: true, current, failures } : { ok: false, failure: failures.get(boundQuestion[0]) ?? unread }
}

function commandsFor({ bind, unbind }: ReturnType<typeof diffBindings>): [string, Command][] {
  const handler = eventHandler()
  return [
    ...bind.map((event): [string, Command] => [event, bindEvent({ event, handler })]),
    // What there is no room for, beside the question what is bound, is taken away another time.
    ...unbind
      .slice(0, maxCommands - 1 - bind.length)
      .map((binding, index): [string, Command] => [`u${index}`, unbindEvent(binding)]),
  ]
}
