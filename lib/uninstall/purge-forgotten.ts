import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { log } from '../platform/log.ts'
import { beginPurge } from './begin-purge.ts'
import { keptSeconds } from './silence-limits.ts'

/** Has the settings of a portal that is forgotten deleted, unless the app was installed anew meanwhile. */
export async function purgeForgotten(portalId: string, clock: Clock): Promise<void> {
  const isDue = await inPortal(portalId, async (tx) => {
    const [due] = await tx.$queryRaw<object[]>`
      select from installation n where n.portal_id = ${portalId}::uuid and ${isForgotten(clock())} for update`
    if (!due) return false
    await beginPurge(tx, portalId, clock())
    return true
  })
  if (!isDue) return
  log().info({ portalId }, 'the settings of a portal that is gone are no longer kept')
  publishSignal({ kind: 'jobs', portalId })
}

/** Whether the settings of a portal (`installation n`) that is gone have been kept for long enough. */
export const isForgotten = (now: Date): Prisma.Sql => Prisma.sql`
  n.status = 'UNINSTALLED' and not n.uninstall_announced and n.uninstall_probe_at is null
  and n.uninstalled_at <= ${secondsFrom(now, -keptSeconds)}::timestamptz`
