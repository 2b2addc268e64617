import 'server-only'
import type { TokenOwner } from '../bitrix24/oauth.ts'
import { portalAddress } from '../bitrix24/portal-address.ts'
import { mayBePrivate } from '../bitrix24/portal-admission.ts'
import type { PortalAccess } from '../bitrix24/rest-access.ts'
import { inPortal } from '../db/in-portal.ts'
import type { Clock } from '../platform/clock.ts'
import { env } from '../platform/env.ts'
import { Refusal } from '../platform/refusal.ts'
import { changeAddress } from '../portals/change-address.ts'
import { findPortal, type InstalledPortal } from '../portals/find-portal.ts'
import { admitsViewers } from '../portals/installation-status.ts'
import { invalidateDenial } from './ask-viewer-admin.ts'
import { sealSession } from './session-token.ts'
import { abilitiesOf, type FrameSession } from './viewer.ts'

type Opening = {
  readonly owner: TokenOwner
  readonly accessToken: string
  readonly language: string
  readonly mayEndSoon?: boolean
}

/** The frame renews its session 90 s before it ends, so a shorter one would serve nobody. */
const shortestTokenMs = 2 * 60_000

/**
 * Lets a proved person in: mints the short session that the frame keeps in memory.
 * @param opening.mayEndSoon where the frame can only get another token once it has been let in.
 * @throws Refusal `not_installed` when the portal has no installation of ours, `unauthorized` when the portal token is
 * about to end: the frame then asks its portal for a fresh one.
 */
export async function openFrame(
  { owner, accessToken, language, mayEndSoon = false }: Opening,
  clock: Clock,
): Promise<{ session: FrameSession; portal: InstalledPortal; access: PortalAccess; known: KnownViewer }> {
  const tokenMs = (owner.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) - clock().getTime()
  if (tokenMs < shortestTokenMs && !mayEndSoon) throw new Refusal('unauthorized', 'token_ends_soon')
  const portal = await findPortal(owner.memberId)
  if (!portal || !admitsViewers(portal.status)) throw new Refusal('not_installed', 'no_installation')
  if (portal.clientEndpoint !== owner.clientEndpoint) await changeAddress(portal.portalId, owner)
  const known = await readViewer(portal.portalId, owner.userId)
  invalidateDenial({ portalId: portal.portalId, userId: owner.userId })
  const { token, expiresAt } = await sealSession(
    {
      portalId: portal.portalId,
      domain: owner.domain,
      clientEndpoint: owner.clientEndpoint,
      userId: owner.userId,
      language,
      accessToken,
    },
    owner.expiresAt,
    clock(),
  )
  return {
    portal,
    known,
    access: {
      portalId: portal.portalId,
      clientEndpoint: owner.clientEndpoint,
      accessToken,
      priority: 0,
      userId: owner.userId,
      allowPrivate: mayBePrivate(env(), owner.clientEndpoint),
    },
    session: {
      token,
      expiresAt: expiresAt.toISOString(),
      viewer: { userId: owner.userId, name: known.name, isAdmin: known.isAdmin, language },
      portal: { domain: owner.domain, address: portalAddress(owner.clientEndpoint) },
      abilities: abilitiesOf(owner.scope),
    },
  }
}

type KnownViewer = { readonly name: string; readonly isAdmin: boolean }

/** What we already know of the viewer: asking the portal at each opening would spend its REST budget. */
async function readViewer(portalId: string, userId: number): Promise<KnownViewer> {
  return inPortal(portalId, async (tx) => {
    const state = await tx.viewerState.findUnique({
      where: { portalId_userId: { portalId, userId: BigInt(userId) } },
      select: { isAdmin: true },
    })
    const entry = await tx.directoryEntry.findUnique({
      where: { portalId_kind_key: { portalId, kind: 'USER', key: String(userId) } },
      select: { name: true },
    })
    return { name: entry?.name ?? '', isAdmin: state?.isAdmin ?? false }
  })
}
