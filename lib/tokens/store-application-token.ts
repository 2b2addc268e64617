import 'server-only'
import type { Transaction } from '../db/client.ts'
import { type OfferedToken, takenOver, takesOver } from './application-token.ts'
import { invalidateSender } from './sender-cache.ts'

/**
 * Replaces the application token of a portal that has the app by the one that a proved admin brought, unless it is a former one:
 * see `takesOver`. Two admins at once come one after the other.
 * @returns whether it is the known one now.
 */
export async function storeApplicationToken(
  tx: Transaction,
  portalId: string,
  offered: OfferedToken,
  now: Date,
): Promise<boolean> {
  await tx.$queryRaw`select from installation where portal_id = ${portalId}::uuid for update`
  const stored = await tx.installation.findUnique({
    where: { portalId, status: { not: 'UNINSTALLED' } },
    select: { applicationTokenDigest: true, applicationTokenAt: true, formerTokenDigests: true },
  })
  if (!stored) return false
  const known = {
    digest: stored.applicationTokenDigest,
    takenAt: stored.applicationTokenAt,
    formers: stored.formerTokenDigests,
  }
  if (!takesOver(known, offered, now)) return offered.digest === known.digest
  const { digest, takenAt, formers } = takenOver(known, offered, now)
  await tx.installation.update({
    where: { portalId },
    data: { applicationTokenDigest: digest, applicationTokenAt: takenAt, formerTokenDigests: [...formers] },
  })
  invalidateSender(portalId)
  return true
}
