import { inTurn } from './in-turn.ts'
import { readState } from './portal-api.ts'
import type { EntityType, PortalState } from './portal-types.ts'

let current: PortalState | undefined
const listeners = new Set<() => void>()

/** The last state read from the server. Throws before the first `loadState`. */
export function state(): PortalState {
  if (!current) throw new Error('the portal state is not loaded yet')
  return current
}

/** Reads the state again and tells everybody who asked to know. */
export const loadState = inTurn(async () => {
  current = await readState()
  for (const listener of listeners) listener()
})

/** Calls back after every change in the CRM; answers the function that ends it. */
export function onChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const findType = (entityTypeId: number): EntityType | undefined =>
  state().types.find((type) => type.entityTypeId === entityTypeId)
