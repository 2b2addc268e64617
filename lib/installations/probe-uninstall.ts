import 'server-only'
import { askTokenOwner } from '../bitrix24/ask-token-owner.ts'
import { isFailure } from '../bitrix24/oauth.ts'
import { inAllPortals, inPortal } from '../db/in-portal.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { open } from '../platform/crypto.ts'
import { log } from '../platform/log.ts'
import { tokenBinding } from './installation.ts'
import { keyRing } from './key-ring.ts'
import { oauthConfig } from './oauth-config.ts'
import { purgePortal } from './purge-portal.ts'
import { renewTokens } from './renew-tokens.ts'
import { retirePortal } from './retire-portal.ts'
import { nextProbeDelay, readProof } from './uninstall.ts'

/** Portals whose announced uninstall is due to be looked at. */
export async function listDueProbes(now: Date): Promise<string[]> {
  const due = await inAllPortals((tx) =>
    tx.installation.findMany({ where: { uninstallProbeAt: { lte: now } }, select: { portalId: true } }),
  )
  return (due ?? []).map(({ portalId }) => portalId)
}

/** When the portal's announced uninstall is to be looked at next; null when that is over. */
export async function nextProbeAt(portalId: string): Promise<Date | null> {
  const stored = await inPortal(portalId, (tx) =>
    tx.installation.findUnique({ where: { portalId }, select: { uninstallProbeAt: true } }),
  )
  return stored?.uninstallProbeAt ?? null
}

/** Asks the OAuth server whether the app is still installed, and acts on what that proves. */
export async function probeUninstall(portalId: string, clock: Clock): Promise<void> {
  const stored = await takeProbe(portalId, clock())
  if (!stored) return
  const proof = await prove(portalId, stored)
  log().info({ portalId, proof, probe: stored.uninstallProbes }, 'an announced uninstall was looked at')
  if (proof !== 'uninstalled') return
  const announced = { portalId, tokenVersion: stored.tokenVersion }
  if (stored.uninstallClean) await purgePortal(announced)
  else await retirePortal(announced)
}

type Stored = NonNullable<Awaited<ReturnType<typeof takeProbe>>>

/** Counts this probe and plans the next in one step, so that several instances do not ask at once. */
async function takeProbe(portalId: string, now: Date) {
  return inPortal(portalId, async (tx) => {
    const stored = await tx.installation.findUnique({
      where: { portalId },
      select: {
        uninstallClean: true,
        uninstallProbes: true,
        uninstallProbeAt: true,
        accessTokenSealed: true,
        tokenVersion: true,
      },
    })
    if (!stored?.uninstallProbeAt || stored.uninstallProbeAt > now) return null
    const delay = nextProbeDelay(stored.uninstallProbes + 1)
    const taken = await tx.installation.updateMany({
      where: { portalId, uninstallProbes: stored.uninstallProbes, uninstallProbeAt: stored.uninstallProbeAt },
      data: { uninstallProbes: { increment: 1 }, uninstallProbeAt: delay === null ? null : secondsFrom(now, delay) },
    })
    return taken.count === 1 ? stored : null
  })
}

async function prove(portalId: string, { accessTokenSealed, tokenVersion }: Stored) {
  if (!accessTokenSealed) return 'unknown'
  const accessToken = open(keyRing(), accessTokenSealed, tokenBinding(portalId, 'access'))
  const owner = await askTokenOwner(oauthConfig(), accessToken)
  if (!isFailure(owner)) return readProof(owner)
  const proof = readProof(owner)
  if (proof !== 'unknown' || owner.kind === 'unreachable') return proof
  // The token may just have expired: what the refresh is answered tells more.
  const renewal = await renewTokens(portalId, tokenVersion)
  return readProof(renewal.renewed ? { installed: true } : renewal)
}
