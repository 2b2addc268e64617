import { FairGate, type Sharer } from '../platform/fair-gate.ts'
import { once } from '../platform/once.ts'

/**
 * Reads of the database that a viewer causes, at once: in the whole process, of one portal, of one viewer. Fewer than the pool has
 * connections, together, so that what works in the background always finds one. `rows`: what an index finds, some milliseconds.
 * `long`: what is looked for row by row, counted, or exported, which may take seconds and a core of the database for as long.
 */
const shares = {
  rows: { width: 6, perPortal: 4, perViewer: 2 },
  long: { width: 3, perPortal: 2, perViewer: 1, restFactor: 4 },
} as const
const bounds = { waitingPerViewer: 100, waitMs: 10_000 } as const

export type ReadKind = keyof typeof shares

/**
 * Reads as part of this viewer's share: portals take turns, then the viewers of a portal.
 * @throws Refusal `too_many_requests` for who wants too much.
 */
export function shareReads<T>({ portalId, userId }: Sharer, kind: ReadKind, read: () => Promise<T>): Promise<T> {
  const gate = once(`reads-${kind}`, () => new FairGate({ ...shares[kind], ...bounds, reason: `reads_${kind}` }))
  return gate.run({ portalId, userId }, read)
}
