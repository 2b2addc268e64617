import 'server-only'
import { readHead } from '../feed-head/read-head.ts'
import type { Clock } from '../platform/clock.ts'
import { endsWithin } from '../platform/ends-within.ts'
import { lowWaterOf, startAt } from './change-cursor.ts'
import { isAdminStill, marksOf } from './known-viewers.ts'
import { listVisibleChanges, type VisibleChange } from './list-visible-changes.ts'
import { recheckReturns } from './recheck-returns.ts'
import { toldRevision } from './told-revision.ts'
import type { ViewerAccess } from './viewer-marks.ts'

/** Where more changed than that, the caller comes again from where this ended. */
const maxReads = 5
const waitMs = 20_000

/** What changed after `since` for a viewer who asks now and then; `told` is where to go on from. */
export async function readChangesSince(
  viewer: ViewerAccess,
  { since, entityTypeId }: { since: bigint; entityTypeId: number | null },
  clock: Clock,
): Promise<{ changes: readonly VisibleChange[]; told: bigint }> {
  const head = await readHead(viewer.portalId)
  // Whoever claims to be beyond the head comes from another feed (a restored database, say).
  if (since > head) {
    const reader = { portalId: viewer.portalId, isAdmin: isAdminStill(viewer) }
    const told = toldRevision(reader, { told: 0n, upTo: head, changes: [], head }, clock().getTime())
    return { changes: [{ kind: 'reset', revision: told }], told }
  }
  const cursor = startAt(since)
  const changes: VisibleChange[] = []
  const { version } = marksOf(viewer)
  let watches = 0n
  for (let read = 0; read < maxReads; read += 1) {
    const page = await listVisibleChanges(viewer, cursor, { entityTypeId, head, waitMs }, clock)
    changes.push(...page.changes)
    watches = page.watchesRevision
    if (page.more !== 'now') break
  }
  marksOf(viewer).expireDoubts(clock().getTime())
  await endsWithin(recheckReturns(viewer, clock), waitMs)
  const reader = { portalId: viewer.portalId, isAdmin: isAdminStill(viewer) }
  const told = toldRevision(reader, { told: since, upTo: lowWaterOf(cursor), changes, head }, clock().getTime())
  // Whoever saw the feed before other types were watched, or with other rights, has other rows on the screen.
  const isOther = since < watches || marksOf(viewer).version !== version
  return { changes: isOther ? [{ kind: 'reset', revision: since }, ...changes] : changes, told }
}
