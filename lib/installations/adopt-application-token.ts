import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { digest } from '../platform/crypto.ts'
import { isRefusal } from '../platform/refusal.ts'
import { findPortal } from './find-portal.ts'
import { proveToken } from './prove-token.ts'

type Introduction = {
  readonly memberId: string
  readonly domain: string
  readonly accessToken: string
  readonly applicationToken: string
}

/**
 * Takes over the application token that ONAPPINSTALL names, once the OAuth server has confirmed that its access token is of
 * this very portal (api-reference/events/safe-event-handlers.md). Nobody is asked for a portal without an installation, or for
 * one whose application token is known: everybody in a portal has a token of it, and could silence its events with a made-up
 * one. Nothing else of the event is kept.
 * @returns whether it was taken over.
 */
export async function adoptApplicationToken(introduction: Introduction): Promise<boolean> {
  const portal = await findPortal(introduction.memberId)
  if (!portal || !(await lacksToken(portal.portalId))) return false
  try {
    await proveToken(introduction)
  } catch (error) {
    if (isRefusal(error) && error.code === 'not_proved') return false
    throw error
  }
  const { portalId } = portal
  const { count } = await inPortal(portalId, (tx) =>
    tx.installation.updateMany({
      where: lacking(portalId),
      data: { applicationTokenDigest: digest(introduction.applicationToken) },
    }),
  )
  return count === 1
}

const lacking = (portalId: string) => ({
  portalId,
  applicationTokenDigest: null,
  status: { not: 'UNINSTALLED' as const },
})

async function lacksToken(portalId: string): Promise<boolean> {
  return (await inPortal(portalId, (tx) => tx.installation.count({ where: lacking(portalId) }))) === 1
}
