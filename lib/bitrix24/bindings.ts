import { z } from 'zod'

/**
 * The events the app follows, by their base names: the `_N` variants would announce everything twice, and vanish with
 * their type (api-reference/crm/universal/events).
 */
export const boundEvents = [
  'ONCRMDYNAMICITEMADD',
  'ONCRMDYNAMICITEMUPDATE',
  'ONCRMDYNAMICITEMDELETE',
  'ONCRMTYPEADD',
  'ONCRMTYPEUPDATE',
  'ONCRMTYPEDELETE',
  'ONAPPINSTALL',
  'ONAPPUNINSTALL',
] as const

export type Binding = { readonly event: string; readonly handler: string }

const bindingsSchema = z.array(z.object({ event: z.string(), handler: z.string().default('') }))

export function readBindings(result: unknown): Binding[] | null {
  const parsed = bindingsSchema.safeParse(result)
  return parsed.success ? parsed.data.map(({ event, handler }) => ({ event: event.toUpperCase(), handler })) : null
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
