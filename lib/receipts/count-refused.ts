import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { onDrain } from '../platform/drain.ts'
import { dropOldest } from '../platform/drop-oldest.ts'
import { describeError, log } from '../platform/log.ts'
import { once } from '../platform/once.ts'

const writeEveryMs = 1_000
const maxPortals = 10_000

/** A portal sent more than it may, or its application token is not the known one. */
export type RefusalCause = 'too_many' | 'unproved'

/**
 * Counts an event of a known portal that was refused, for its admin. A flood of refusals costs one write a second; best
 * effort, as a lost count is only a number too low.
 */
export function countRefused(portalId: string, cause: RefusalCause): void {
  const refused = once('refused-hints', () => {
    const counts: Counts = { byPortal: new Map(), timer: null }
    onDrain('jobs', () => write(counts))
    return counts
  })
  const counted = refused.byPortal.get(portalId) ?? { too_many: 0, unproved: 0 }
  dropOldest(refused.byPortal, portalId, maxPortals)
  refused.byPortal.set(portalId, { ...counted, [cause]: counted[cause] + 1 })
  refused.timer ??= setTimeout(() => void write(refused), writeEveryMs)
}

type Refused = Readonly<Record<RefusalCause, number>>
type Counts = { readonly byPortal: Map<string, Refused>; timer: NodeJS.Timeout | null }

async function write(refused: Counts): Promise<void> {
  if (refused.timer) clearTimeout(refused.timer)
  refused.timer = null
  const counted = [...refused.byPortal]
  refused.byPortal.clear()
  for (const [portalId, count] of counted) {
    if (count.too_many > 0)
      log().warn({ portalId, refused: count.too_many }, 'hints were refused: the portal sends too many')
    if (count.unproved > 0)
      log().info(
        { portalId, refused: count.unproved },
        'events were refused: their application token is not the known one',
      )
    await addUp(portalId, count).catch((error) =>
      log().warn({ err: describeError(error), portalId }, 'refused hints were not counted'),
    )
  }
}

async function addUp(portalId: string, { too_many, unproved }: Refused): Promise<void> {
  await inPortal(
    portalId,
    (tx) => tx.$executeRaw`
      insert into refused_hints (portal_id, hour, count, unproved, unproved_at)
      select n.portal_id, date_trunc('hour', now()), ${too_many}, ${unproved}, case when ${unproved}::int > 0 then now() end
      from installation n where n.portal_id = ${portalId}::uuid and n.status <> 'UNINSTALLED' for share
      on conflict (portal_id, hour) do update
      set count = refused_hints.count + excluded.count, unproved = refused_hints.unproved + excluded.unproved,
          unproved_at = coalesce(excluded.unproved_at, refused_hints.unproved_at)`,
  )
}
