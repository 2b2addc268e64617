import { once } from '../platform/once.ts'

/** When an event was last stored by this process, and when one was last declined because it could not be. */
export function appends() {
  return once('appends', () => ({ storedAtMs: 0, declinedAtMs: 0 }))
}
