import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { isFailure, type OAuthFailure, type TokenPair } from '../bitrix24/oauth.ts'
import { refreshTokens } from '../bitrix24/refresh-tokens.ts'
import { type OAuthRefusal, readChainRefusal } from '../bitrix24/refusals.ts'
import { recordRefusedCommand } from '../bitrix24/rest-record.ts'
import type { Transaction } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { type Clock, secondsFrom, systemClock } from '../platform/clock.ts'
import { open } from '../platform/crypto.ts'
import { newId } from '../platform/ids.ts'
import { describeError, log } from '../platform/log.ts'
import { count } from '../platform/metrics.ts'
import { type Breaking, breakInstallation } from '../portals/break-installation.ts'
import { tokenBinding } from '../portals/installation-status.ts'
import { recheckDelaySeconds } from '../portals/recheck-delay.ts'
import { recordUninstalled } from '../portals/record-uninstalled.ts'
import { checkClientCredentials } from './check-client-credentials.ts'
import { keyRing } from './key-ring.ts'
import { oauthConfig } from './oauth-config.ts'
import { sealTokens } from './seal-tokens.ts'

/** Longer than the server may be asked and the answer be stored: two who refresh with one token would end its chain. */
const leaseSeconds = 45
const waitSeconds = 15
const storeWithinSeconds = 30
const storeAgainMs = 500
const pollMs = 100

export type RenewOutcome = { readonly renewed: true } | { readonly renewed: false; readonly code: string }

/**
 * Replaces the token pair that had `staleVersion`, once across all instances: whoever takes the lease asks the OAuth
 * server, the others wait for the new version. Refresh tokens are single use (settings/oauth/auto-renewal.md), so the new
 * pair is stored before anybody uses it, and no lock is held while the server is asked. A chain that was refused waits for its
 * next try (`recheckInstallation`): each sends the client secret.
 * @param options.again whoever has planned this try, or has a reason of its own to ask once more, does not wait.
 * @returns whether a newer pair is stored now, else why not, by the OAuth server's code.
 */
export async function renewTokens(
  portalId: string,
  staleVersion: number,
  { again = false, clock = systemClock }: { readonly again?: boolean; readonly clock?: Clock } = {},
): Promise<RenewOutcome> {
  const owner = newId()
  const deadline = secondsFrom(clock(), waitSeconds)
  while (clock() < deadline) {
    const lease = await acquireLease(portalId, staleVersion, owner, again)
    if (lease === 'renewed') return { renewed: true }
    if (lease === 'gone') return { renewed: false, code: 'no_chain' }
    if (lease) return renewUnderLease(portalId, staleVersion, owner, lease, clock)
    await wait(pollMs)
  }
  return { renewed: false, code: 'no_lease' }
}

type Lease = {
  readonly refreshToken: string
  readonly server: string
  readonly memberId: string
  readonly rechecks: number
}

async function acquireLease(portalId: string, staleVersion: number, owner: string, again: boolean) {
  return inPortal(portalId, async (tx): Promise<Lease | 'renewed' | 'gone' | null> => {
    const stored = await tx.installation.findUnique({
      where: { portalId },
      select: {
        tokenVersion: true,
        refreshTokenSealed: true,
        serverEndpoint: true,
        status: true,
        recheckAt: true,
        rechecks: true,
        portal: { select: { memberId: true } },
      },
    })
    if (!stored?.refreshTokenSealed || stored.status === 'UNINSTALLED') return 'gone'
    if (!again && (stored.status === 'REAUTH_REQUIRED' || stored.recheckAt !== null)) return 'gone'
    if (stored.tokenVersion !== staleVersion) return 'renewed'
    // By the database's clock: those of two instances may differ by more than a lease.
    const taken = await tx.$executeRaw`
      update installation
      set refresh_lease_owner = ${owner}, refresh_lease_until = now() + make_interval(secs => ${leaseSeconds})
      where portal_id = ${portalId}::uuid and token_version = ${staleVersion}
        and (refresh_lease_until is null or refresh_lease_until < now())`
    if (taken === 0) return null
    return {
      refreshToken: open(keyRing(), stored.refreshTokenSealed, tokenBinding(portalId, 'refresh')),
      server: stored.serverEndpoint,
      memberId: stored.portal.memberId,
      rechecks: stored.rechecks,
    }
  })
}

async function renewUnderLease(
  portalId: string,
  staleVersion: number,
  owner: string,
  lease: Lease,
  clock: Clock,
): Promise<RenewOutcome> {
  const answer = await refreshTokens(oauthConfig(), { ...lease, now: clock() })
  if (isFailure(answer)) {
    log().warn({ portalId, kind: answer.kind, code: answer.code }, 'tokens were not renewed')
    if (answer.kind !== 'unreachable')
      recordRefusedCommand(portalId, { method: 'oauth/token', code: answer.code.toUpperCase(), at: clock() })
    const refusal = await refusalOf(answer, lease.server, clock)
    count('spf_token_refreshes_total', { outcome: refusal?.meaning ?? 'unreachable' })
    if (refusal?.meaning === 'gone') await recordUninstalled({ portalId, tokenVersion: staleVersion }, clock())
    await inPortal(portalId, async (tx) => {
      const own = { tokenVersion: staleVersion, refreshLeaseOwner: owner }
      if (refusal) await recordRefusedChain(tx, portalId, own, { refusal, rechecks: lease.rechecks, now: clock() })
      await tx.installation.updateMany({ where: { portalId, ...own }, data: noLease })
    })
    return { renewed: false, code: answer.code }
  }
  count('spf_token_refreshes_total', { outcome: 'renewed' })
  const isStored = await storePair(portalId, staleVersion, answer, clock)
  return isStored ? { renewed: true } : { renewed: false, code: 'no_chain' }
}

const noLease = { refreshLeaseOwner: null, refreshLeaseUntil: null }

/**
 * Stores the pair that the server has just given, whoever has the lease by now: the old one is spent, so this is the only
 * pair there is. A database that is gone for some seconds must not cost the chain, so it is tried again until then.
 * @returns whether this pair, or the newer one of an admin who came meanwhile, is stored now.
 */
async function storePair(portalId: string, staleVersion: number, pair: TokenPair, clock: Clock): Promise<boolean> {
  const deadline = secondsFrom(clock(), storeWithinSeconds)
  const renewed = { ...sealTokens(portalId, pair), tokenVersion: staleVersion + 1, rotatedAt: clock(), ...noLease }
  for (;;) {
    try {
      return await inPortal(portalId, async (tx) => {
        const installed = { portalId, status: { not: 'UNINSTALLED' as const } }
        const where = { ...installed, tokenVersion: staleVersion }
        // What was refused before is worth another question now.
        await tx.installation.updateMany({
          where: { ...where, recheckAt: { not: null } },
          data: { recheckAt: clock() },
        })
        // It is installed: an uninstall that was announced, looked into for a day and never proved was none.
        await tx.installation.updateMany({
          where: { ...where, uninstallProbeAt: null, uninstallClean: { not: null } },
          data: { uninstallClean: null },
        })
        const { count } = await tx.installation.updateMany({ where, data: renewed })
        return count === 1 || (await tx.installation.count({ where: installed })) === 1
      })
    } catch (error) {
      if (clock() >= deadline) throw error
      log().warn({ err: describeError(error), portalId }, 'a new token pair is not stored yet')
      await wait(storeAgainMs)
    }
  }
}

type Refused = Pick<OAuthRefusal, 'meaning' | 'closing'>

/** A server that did not answer proves nothing. */
async function refusalOf(failure: OAuthFailure, server: string, clock: Clock): Promise<Refused | null> {
  if (failure.kind === 'unreachable') return null
  const refusal = readChainRefusal(failure.code)
  if (failure.code !== 'invalid_client') return refusal
  return (await checkClientCredentials(server, clock)) ? { meaning: 'dead' } : refusal
}

type Chain = { readonly tokenVersion: number; readonly refreshLeaseOwner: string }
type Refusing = { readonly refusal: Refused; readonly rechecks: number; readonly now: Date }

/** What a refused refresh makes of the installation, and when the next one is tried. That it is gone is noted elsewhere. */
async function recordRefusedChain(tx: Transaction, portalId: string, own: Chain, { refusal, rechecks, now }: Refusing) {
  const later = (asked: Parameters<typeof recheckDelaySeconds>[0]) =>
    secondsFrom(now, recheckDelaySeconds(asked, rechecks))
  const toBreak = (breaking: Breaking) => breakInstallation(tx, portalId, own, breaking, now)
  const { meaning, closing } = refusal
  switch (meaning) {
    case 'closed':
      return toBreak({ status: 'PAYMENT_REQUIRED', closing, recheckAt: later('portal') })
    case 'dead':
      return toBreak({ status: 'REAUTH_REQUIRED', recheckAt: later('chain') })
    case 'unclear':
      await tx.installation.updateMany({ where: { ...own, portalId }, data: { recheckAt: later('ours') } })
      return
    case 'gone':
      return
  }
}
