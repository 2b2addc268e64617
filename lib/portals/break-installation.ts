import 'server-only'
import type { Closing } from '../bitrix24/refusals.ts'
import type { Transaction } from '../db/client.ts'
import type { Prisma } from '../db/generated/client.ts'

export type Breaking = {
  readonly status: 'REAUTH_REQUIRED' | 'PAYMENT_REQUIRED'
  readonly closing?: Closing | undefined
  /** When it is asked again; without it, as was planned. */
  readonly recheckAt?: Date
}

/**
 * The app cannot ask this portal for now: since when, and why where the portal is closed. Until it heals, the first time counts.
 * @param only which chain was refused: one that is newer is left alone.
 */
export async function breakInstallation(
  tx: Transaction,
  portalId: string,
  only: Prisma.InstallationWhereInput,
  { status, closing, recheckAt }: Breaking,
  now: Date,
): Promise<void> {
  const data = { status, closing: closing ?? null, ...(recheckAt && { recheckAt }) }
  const { count } = await tx.installation.updateMany({ where: { ...only, portalId }, data })
  if (count === 0) return
  await tx.installation.updateMany({ where: { portalId, brokenAt: null }, data: { brokenAt: now } })
}

/** What `breakInstallation` noted, taken back. */
export const notBroken = { closing: null, brokenAt: null } as const
