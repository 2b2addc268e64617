import { creationEvent } from '../bitrix24/bindings.ts'

/** What of our events a portal does not have, and what it has and would not bind: as `event.get` says afterwards. */
export type BoundEvents = { readonly absent: readonly string[]; readonly unbound: readonly string[] }

/** Whether nobody announces new items: only the comparison with the CRM finds them. */
export function isSilent({ absent, unbound }: BoundEvents): boolean {
  return absent.includes(creationEvent) || unbound.includes(creationEvent)
}
