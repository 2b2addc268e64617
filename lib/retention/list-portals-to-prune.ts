import 'server-only'
import { inAllPortals } from '../db/in-all-portals.ts'
import { secondsFrom } from '../platform/clock.ts'

const everySeconds = 6 * 3_600

/** Portals whose old rows have not been deleted for some hours. */
export async function listPortalsToPrune(now: Date): Promise<string[]> {
  const due = await inAllPortals((tx) =>
    tx.portal.findMany({
      where: {
        feedHead: { isNot: null },
        // That one is emptied.
        installation: { isNot: { status: 'UNINSTALLED' } },
        OR: [{ pruning: null }, { pruning: { prunedAt: { lte: secondsFrom(now, -everySeconds) } } }],
      },
      select: { id: true },
    }),
  )
  return (due ?? []).map(({ id }) => id)
}
