import 'server-only'
import type { Priority } from '../bitrix24/request-queue.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import { type Clock, secondsFrom, systemClock } from '../platform/clock.ts'
import { recordRefusal } from '../portals/record-refusal.ts'
import { recordRejectedPair } from '../portals/record-rejected-pair.ts'
import { followAddress } from './follow-address.ts'
import { type InstallationAccess, readAccess, type StoredAccess } from './read-access.ts'
import { takeRefusedRenewal } from './refused-pair-limit.ts'
import { renewTokens } from './renew-tokens.ts'

const expirySlackSeconds = 30

type Options = {
  readonly clock: Clock
  /** What is stored, where the caller has just read it. */
  readonly stored?: StoredAccess | null | undefined
}

/** A valid token of the installation's admin, renewed when it has expired; null when there is none to be had. */
async function getAccess(
  portalId: string,
  priority: Priority,
  { clock, stored }: Options,
): Promise<InstallationAccess | null> {
  const access = stored === undefined ? await readAccess(portalId, priority) : stored
  if (!access?.isUsable) return null
  if (access.expiresAt > secondsFrom(clock(), expirySlackSeconds)) return access
  const { renewed } = await renewTokens(portalId, access.tokenVersion, { clock })
  const next = renewed ? await readAccess(portalId, priority) : null
  return next?.isUsable ? next : null
}

type Outcome = { readonly ok: true } | { readonly ok: false; readonly failure: RestFailure }

const noAccess: RestFailure = { kind: 'token', code: 'NO_ACCESS' }

/**
 * Calls the portal as the installation; a token that the portal calls expired is renewed, a portal that was renamed is followed, and the call
 * made once more. That the portal answers nobody is noted, whatever it was asked.
 * @param stored the stored pair, where it has just been read.
 */
export async function callAsInstallation<T extends Outcome>(
  portalId: string,
  priority: Priority,
  work: (access: InstallationAccess) => Promise<T>,
  clock: Clock = systemClock,
  stored?: StoredAccess | null,
): Promise<T | { readonly ok: false; readonly failure: RestFailure }> {
  const outcome = await callAnyway(portalId, priority, work, { clock, stored })
  if (!outcome.ok) await recordRefusal({ portalId, tokenVersion: null }, outcome.failure, clock)
  return outcome
}

async function callAnyway<T extends Outcome>(
  portalId: string,
  priority: Priority,
  work: (access: InstallationAccess) => Promise<T>,
  options: Options,
): Promise<T | { readonly ok: false; readonly failure: RestFailure }> {
  const { clock } = options
  const access = await getAccess(portalId, priority, options)
  if (!access) return { ok: false, failure: noAccess }
  const first = await work(access)
  const next = first.ok ? null : await mendAccess(access, first.failure, clock)
  if (!next) return first
  const second = await work(next)
  const isRenewed = next.tokenVersion !== access.tokenVersion
  if (isRenewed && !second.ok && second.failure.kind === 'token') await recordRejectedPair(next, clock)
  return second
}

/** With another token where the portal calls ours expired, at another address where it has moved; null where neither is to be had. */
async function mendAccess(
  access: InstallationAccess,
  failure: RestFailure,
  clock: Clock,
): Promise<InstallationAccess | null> {
  const next = (await renewOrFollow(access, failure, clock)) ? await readAccess(access.portalId, access.priority) : null
  return next?.isUsable ? next : null
}

/** @returns whether the portal can be called in another way now. */
async function renewOrFollow(access: InstallationAccess, { kind }: RestFailure, clock: Clock): Promise<boolean> {
  if (kind === 'moved') return followAddress(access, clock)
  if (kind !== 'token') return false
  const { portalId, tokenVersion } = access
  if (takeRefusedRenewal(portalId, clock())) return (await renewTokens(portalId, tokenVersion, { clock })).renewed
  await recordRejectedPair(access, clock)
  return false
}
