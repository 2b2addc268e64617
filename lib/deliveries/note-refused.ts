import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { onDrain } from '../platform/drain.ts'
import { describeError, log } from '../platform/log.ts'
import { once } from '../platform/once.ts'

const writeEveryMs = 1_000

/**
 * Counts a hint that was refused because its portal had sent too many. A flood of refusals costs one write a second; best
 * effort, as a lost count is only a number too low.
 */
export function noteRefused(portalId: string): void {
  const refused = once('refused-hints', () => {
    const counts = { byPortal: new Map<string, number>(), timer: null as NodeJS.Timeout | null }
    onDrain('jobs', () => write(counts))
    return counts
  })
  refused.byPortal.set(portalId, (refused.byPortal.get(portalId) ?? 0) + 1)
  refused.timer ??= setTimeout(() => void write(refused), writeEveryMs)
}

type Counts = { readonly byPortal: Map<string, number>; timer: NodeJS.Timeout | null }

async function write(refused: Counts): Promise<void> {
  if (refused.timer) clearTimeout(refused.timer)
  refused.timer = null
  const counted = [...refused.byPortal]
  refused.byPortal.clear()
  for (const [portalId, count] of counted) {
    log().warn({ portalId, refused: count }, 'hints were refused: the portal sends too many')
    await addUp(portalId, count).catch((error) =>
      log().warn({ err: describeError(error), portalId }, 'refused hints were not counted'),
    )
  }
}

async function addUp(portalId: string, count: number): Promise<void> {
  await inPortal(
    portalId,
    (tx) => tx.$executeRaw`
      insert into refused_hints (portal_id, hour, count) values (${portalId}::uuid, date_trunc('hour', now()), ${count})
      on conflict (portal_id, hour) do update set count = refused_hints.count + excluded.count`,
  )
}
