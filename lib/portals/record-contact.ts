import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { once } from '../platform/once.ts'
import { recentMap } from '../platform/recent-map.ts'

/** Silence is counted in months: a few notes a day are more than enough. */
const everySeconds = 6 * 3_600
const maxKept = 20_000

/** Notes that a portal has proved that the app is there. Nobody waits for it, and most calls cost nothing. */
export function recordContact(portalId: string, clock: Clock): void {
  const noted = once('heard-portals', () => recentMap<string, number>(maxKept))
  const now = clock()
  const before = noted.get(portalId)
  if (before !== undefined && now.getTime() - before < everySeconds * 1_000) return
  noted.set(portalId, now.getTime())
  write(portalId, now).catch((error) => {
    noted.delete(portalId)
    log().warn({ err: describeError(error), portalId }, 'that a portal was heard of was not noted')
  })
}

async function write(portalId: string, now: Date): Promise<void> {
  await inPortal(portalId, (tx) =>
    tx.installation.updateMany({
      where: { portalId, OR: [{ heardAt: null }, { heardAt: { lt: secondsFrom(now, -everySeconds) } }] },
      data: { heardAt: now },
    }),
  )
}
