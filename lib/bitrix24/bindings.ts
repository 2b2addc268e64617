import { z } from 'zod'
import { findRefusal, restRefusals } from './refusals.ts'
import type { Command } from './rest-batch.ts'

/** The event that announces new items: without it only sweeps find them. */
export const creationEvent = 'ONCRMDYNAMICITEMADD'

/**
 * The events the app follows, by their base names: the `_N` variants would announce everything twice, and vanish with
 * their type (api-reference/crm/universal/events).
 */
export const boundEvents = [
  creationEvent,
  'ONCRMDYNAMICITEMUPDATE',
  'ONCRMDYNAMICITEMDELETE',
  'ONCRMTYPEADD',
  'ONCRMTYPEUPDATE',
  'ONCRMTYPEDELETE',
  'ONAPPINSTALL',
  'ONAPPUNINSTALL',
] as const

export type Binding = { readonly event: string; readonly handler: string }

/** `event.get`, in a batch under a key of its own: only an admin is shown all of the app's bindings (api-reference/events/event-get.md). */
export const boundQuestion: [key: string, command: Command] = ['bound', { method: 'event.get', params: {} }]

/** `event.bind`: "already bound" and "is being bound" have one code (api-reference/events/event-bind.md). */
export function bindEvent(binding: Binding): Command {
  return { method: 'event.bind', params: { ...binding } }
}

/** `event.unbind` (api-reference/events/event-unbind.md). */
export function unbindEvent(binding: Binding): Command {
  return { method: 'event.unbind', params: { ...binding } }
}

const bindingSchema = z.object({ event: z.string(), handler: z.string() })

/** `event.get`: rows that go to no address, as those of offline events, are not ours; null for what is no list. */
export function readBindings(result: unknown): Binding[] | null {
  if (!Array.isArray(result)) return null
  return result.flatMap((row) => {
    const { data } = bindingSchema.safeParse(row)
    return data ? [{ event: data.event.toUpperCase(), handler: data.handler }] : []
  })
}

/** What to bind and what to unbind so that exactly the wanted events reach `handler` and no other address of ours. */
export function diffBindings(current: readonly Binding[], wanted: readonly string[], handler: string) {
  const isWanted = (binding: Binding) => binding.handler === handler && wanted.includes(binding.event)
  const bound = new Set(current.filter(isWanted).map((binding) => binding.event))
  return {
    bind: wanted.filter((event) => !bound.has(event)),
    unbind: current.filter((binding) => !isWanted(binding)),
  }
}

/**
 * Whether a refusal to bind says that this portal does not have the event at all: an older box does not know it, or the granted
 * scope does not reach it (api-reference/events/event-bind.md, settings/cloud-and-on-premise/on-premise/versions.md).
 */
export function isAbsent({ code }: { readonly code: string }): boolean {
  return findRefusal(restRefusals, code, '')?.isAbsent === true
}
