import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { once } from '../platform/once.ts'
import { recentMap } from '../platform/recent-map.ts'
import type { ChangeWindow } from './change-window.ts'
import { PortalChanges } from './portal-changes.ts'
import { readFeedRows } from './read-feed-rows.ts'

/** Of all portals, a kilobyte or two each. */
const maxRows = 20_000
const keptMs = 60_000
/** Whoever reads for all of a portal. */
const everybody = 'all'

function memory() {
  return once('known-changes', () => recentMap<string, PortalChanges>(maxRows, keptMs, ({ size }) => 1 + size))
}

/** What changed on a portal after that revision, read once for all who ask at a time. `head` is what the feed's head was before. */
export async function readChanges(
  { portalId, userId }: { portalId: string; userId: number },
  revision: bigint,
  head: bigint,
): Promise<ChangeWindow> {
  const changes = changesOf(portalId)
  const { size } = changes
  const window = await changes.after(revision, head, userId)
  // It is counted as it was when it was kept.
  if (changes.size !== size && memory().peek(portalId) === changes) memory().set(portalId, changes)
  return window
}

/** Rows of that portal changed, says a signal. */
export function recordChange(portalId: string): void {
  memory().peek(portalId)?.signal()
}

/** Signals may have been missed. */
export function recordSilence(): void {
  for (const changes of memory().values()) changes.signal()
}

function changesOf(portalId: string): PortalChanges {
  const known = memory().get(portalId)
  if (known) return known
  const changes = new PortalChanges((from, limit, alone) =>
    readFeedRows(
      { portalId, userId: alone ?? everybody },
      { where: Prisma.sql`i.revision > ${from}`, orderBy: Prisma.sql`i.revision asc`, limit },
    ),
  )
  memory().set(portalId, changes)
  return changes
}
