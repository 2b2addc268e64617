import { creationEvent } from '../bitrix24/bindings.ts'

/** Which of our events a portal does not have, and which it has and would not bind, as it says after binding. */
export type BoundEvents = { readonly absent: readonly string[]; readonly unbound: readonly string[] }

/** Whether new items are not announced, so that only sweeps find them. */
export function isSilent({ absent, unbound }: BoundEvents): boolean {
  return absent.includes(creationEvent) || unbound.includes(creationEvent)
}
