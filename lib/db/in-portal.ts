import 'server-only'
import type { Pool, Transaction } from './client.ts'
import { inPortals } from './in-portals.ts'

/** One transaction that may touch the rows of this portal only. */
export function inPortal<T>(
  portalId: string,
  work: (tx: Transaction) => Promise<T>,
  options: { pool?: Pool } = {},
): Promise<T> {
  return inPortals([portalId], work, options)
}
