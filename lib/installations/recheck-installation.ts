import 'server-only'
import { adminFailure, adminQuestion, saysAdmin } from '../bitrix24/admin-question.ts'
import { appQuestion, readAppInfo } from '../bitrix24/app-info.ts'
import type { Closing } from '../bitrix24/refusals.ts'
import { callBatch } from '../bitrix24/rest-batch.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { endBackOff } from '../feed-head/end-back-off.ts'
import { ownerProofSql } from '../feed-head/proof-sql.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { log } from '../platform/log.ts'
import { type Breaking, breakInstallation, notBroken } from '../portals/break-installation.ts'
import { creditExpedited } from '../portals/expedite-recheck.ts'
import { recheckDelaySeconds } from '../portals/recheck-delay.ts'
import { scheduleGoneProbe } from '../portals/schedule-gone-probe.ts'
import { followAddress } from '../tokens/follow-address.ts'
import type { InstallationAccess } from '../tokens/read-access.ts'
import { readAccess } from '../tokens/read-access.ts'
import { takeRefusedRenewal } from '../tokens/refused-pair-limit.ts'
import { renewTokens } from '../tokens/renew-tokens.ts'

export type RecheckOutcome = { readonly kind: 'healed' | 'declined' | 'not_due' }

/**
 * Asks a portal that declined once more, with the installation's own token: no state of it is final. One that is paid for, or whose
 * admin has the rights again, works from here on without anybody opening the app.
 */
export async function recheckInstallation(portalId: string, clock: Clock): Promise<RecheckOutcome> {
  const rechecks = await claimRecheck(portalId, clock())
  if (rechecks === null) return { kind: 'not_due' }
  const asked = await askAnew(portalId, clock)
  if (!asked) return { kind: 'declined' }
  const { access, standing } = asked
  log().info({ portalId, standing: standing.kind }, 'a portal that had declined was asked again')
  switch (standing.kind) {
    case 'well':
      return { kind: (await heal(access, standing.finished, clock())) ? 'healed' : 'declined' }
    case 'closed':
      await recordBroken(access, { status: 'PAYMENT_REQUIRED', closing: standing.closing }, clock())
      return { kind: 'declined' }
    case 'gone':
      await scheduleGoneProbe(portalId, clock)
      return { kind: 'declined' }
    case 'no_rights':
      await recordBroken(access, { status: 'REAUTH_REQUIRED' }, clock())
      return { kind: 'declined' }
    case 'expired': {
      // So is the new pair, where it was asked with one: another one costs the client secret again.
      const recheckAt = secondsFrom(clock(), recheckDelaySeconds('chain', rechecks))
      await recordBroken(access, { status: 'REAUTH_REQUIRED', recheckAt }, clock())
      return { kind: 'declined' }
    }
    case 'moved':
    case 'silent':
      return { kind: 'declined' }
  }
}

/**
 * Counts this question and plans the next in one step, so that several instances do not ask at once.
 * @returns how many were asked before; null where it is not due.
 */
async function claimRecheck(portalId: string, now: Date): Promise<number | null> {
  return inPortal(portalId, async (tx) => {
    const stored = await tx.installation.findUnique({
      where: { portalId, status: { not: 'UNINSTALLED' } },
      select: { recheckAt: true, rechecks: true },
    })
    if (!stored?.recheckAt || stored.recheckAt > now) return null
    const { count } = await tx.installation.updateMany({
      where: { portalId, recheckAt: stored.recheckAt, rechecks: stored.rechecks },
      data: {
        rechecks: { increment: 1 },
        recheckAt: secondsFrom(now, recheckDelaySeconds('portal', stored.rechecks + 1)),
      },
    })
    return count === 1 ? stored.rechecks : null
  })
}

/** With the stored token, or with a new one where that has expired; null where the OAuth server declined it, which it has noted. */
async function askAnew(portalId: string, clock: Clock): Promise<Asked | null> {
  const stored = await readAccess(portalId, 3)
  if (!stored) return null
  if (stored.expiresAt > clock()) {
    const asked = await askWhereItIs(stored)
    if (asked.standing.kind !== 'expired' || !takeRefusedRenewal(portalId, clock())) return asked
  }
  const { renewed } = await renewTokens(portalId, stored.tokenVersion, { again: true, clock })
  const access = renewed ? await readAccess(portalId, 3) : null
  return access && askWhereItIs(access)
}

/** At its new address where the portal was renamed meanwhile. */
async function askWhereItIs(access: InstallationAccess): Promise<Asked> {
  const standing = await askStanding(access)
  const moved = standing.kind === 'moved' && (await followAddress(access)) ? await readAccess(access.portalId, 3) : null
  return moved ? { access: moved, standing: await askStanding(moved) } : { access, standing }
}

type Standing =
  | { readonly kind: 'well'; readonly finished: boolean | null }
  | { readonly kind: 'closed'; readonly closing: Closing | undefined }
  | { readonly kind: 'gone' | 'no_rights' | 'expired' | 'moved' | 'silent' }
type Asked = { readonly access: InstallationAccess; readonly standing: Standing }

/** How the app stands on the portal, and whether the owner of our token is an admin still: one request. */
async function askStanding(access: InstallationAccess): Promise<Standing> {
  const answer = await callBatch(access, new Map([adminQuestion, appQuestion]))
  if (!answer.ok) return standingAfter(answer.failure)
  const { isFinished, isPaymentExpired } = readAppInfo(answer)
  if (isPaymentExpired) return { kind: 'closed', closing: 'app' }
  if (saysAdmin(answer)) return { kind: 'well', finished: isFinished }
  const failure = adminFailure(answer)
  return failure ? standingAfter(failure) : { kind: 'no_rights' }
}

function standingAfter({ kind, closing }: RestFailure): Standing {
  switch (kind) {
    case 'closed':
      return { kind: 'closed', closing }
    case 'not_installed':
      return { kind: 'gone' }
    case 'denied':
      return { kind: 'no_rights' }
    case 'token':
      return { kind: 'expired' }
    case 'moved':
      return { kind: 'moved' }
    default:
      return { kind: 'silent' }
  }
}

type Chain = Pick<InstallationAccess, 'portalId' | 'tokenVersion'>

async function recordBroken({ portalId, tokenVersion }: Chain, breaking: Breaking, now: Date): Promise<void> {
  const only = { tokenVersion, recheckAt: { not: null } }
  await inPortal(portalId, (tx) => breakInstallation(tx, portalId, only, breaking, now))
}

/** Only while it is the chain that was asked with: an admin who came meanwhile has given it another. */
async function heal({ portalId, tokenVersion }: Chain, finished: boolean | null, now: Date): Promise<boolean> {
  const isHealed = await inPortal(portalId, async (tx) => {
    const stored = await tx.installation.findUnique({ where: { portalId }, select: { finishedAt: true } })
    const isFinished = finished ?? (stored?.finishedAt ?? null) !== null
    const { count } = await tx.installation.updateMany({
      where: { portalId, tokenVersion, status: { not: 'UNINSTALLED' }, recheckAt: { not: null } },
      data: {
        status: isFinished ? 'ACTIVE' : 'NEW',
        finishedAt: isFinished ? (stored?.finishedAt ?? now) : null,
        ...notBroken,
        recheckAt: null,
        rechecks: 0,
      },
    })
    if (count === 0) return false
    await endBackOff(tx, portalId, { isHealed: true })
    await tx.$executeRaw(ownerProofSql(portalId, now))
    return true
  })
  // While it was broken nothing was looked up, and unpaid nothing was announced.
  if (isHealed) {
    creditExpedited(portalId)
    publishSignal({ kind: 'sweep', portalId })
  }
  return isHealed
}
