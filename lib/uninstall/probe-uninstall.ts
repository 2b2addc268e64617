import 'server-only'
import { askTokenOwner } from '../bitrix24/ask-token-owner.ts'
import { isFailure } from '../bitrix24/oauth.ts'
import { inPortal } from '../db/in-portal.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { open } from '../platform/crypto.ts'
import { log } from '../platform/log.ts'
import { tokenBinding } from '../portals/installation-status.ts'
import { recordUninstalled } from '../portals/record-uninstalled.ts'
import { nextProbeDelay, readProof, unansweredProbeSeconds } from '../portals/uninstall-probes.ts'
import { keyRing } from '../tokens/key-ring.ts'
import { oauthConfig } from '../tokens/oauth-config.ts'
import { renewTokens } from '../tokens/renew-tokens.ts'
import { emptyPortal } from './empty-portal.ts'
import { purgePortal } from './purge-portal.ts'
import { retirePortal } from './retire-portal.ts'

/**
 * Asks the OAuth server whether the app is still installed, and acts on what that proves. A portal whose uninstall is proved is
 * due until it has been emptied: each look goes on where the one before it stopped, or died.
 */
export async function probeUninstall(portalId: string, clock: Clock): Promise<void> {
  const stored = await claimProbe(portalId, clock())
  if (!stored) return
  if (stored.status !== 'UNINSTALLED' && !(await proveUninstall(portalId, stored, clock))) return
  const clean = await readTick(portalId)
  if (!(await emptyPortal({ portalId, clean }, clock))) return
  if (clean) await purgePortal(portalId)
  else await retirePortal(portalId)
}

/** What is deleted with it: as it was proved, or as an announcement has said since. */
async function readTick(portalId: string): Promise<boolean> {
  const stored = await inPortal(portalId, (tx) =>
    tx.installation.findUnique({ where: { portalId }, select: { uninstallClean: true } }),
  )
  return stored?.uninstallClean === true
}

type Stored = NonNullable<Awaited<ReturnType<typeof claimProbe>>>

/**
 * Counts this probe and plans the next in one step, so that several instances do not ask at once. The last one is planned again,
 * until it has been answered: whoever makes it may die, and the uninstall is announced once.
 */
async function claimProbe(portalId: string, now: Date) {
  return inPortal(portalId, async (tx) => {
    const stored = await tx.installation.findUnique({
      where: { portalId },
      select: {
        status: true,
        uninstallProbes: true,
        uninstallProbeAt: true,
        accessTokenSealed: true,
        tokenVersion: true,
      },
    })
    if (!stored?.uninstallProbeAt || stored.uninstallProbeAt > now) return null
    if (stored.status === 'UNINSTALLED') return stored
    const delay = nextProbeDelay(stored.uninstallProbes + 1) ?? unansweredProbeSeconds
    const taken = await tx.installation.updateMany({
      where: { portalId, uninstallProbes: stored.uninstallProbes, uninstallProbeAt: stored.uninstallProbeAt },
      data: { uninstallProbes: { increment: 1 }, uninstallProbeAt: secondsFrom(now, delay) },
    })
    return taken.count === 1 ? stored : null
  })
}

/** Makes the probe that was taken; what it proves is noted before anything is deleted. */
async function proveUninstall(portalId: string, stored: Stored, clock: Clock): Promise<boolean> {
  const proof = await prove(portalId, stored)
  log().info({ portalId, proof, probe: stored.uninstallProbes }, 'an announced uninstall was looked at')
  if (proof === 'uninstalled') {
    return recordUninstalled({ portalId, tokenVersion: stored.tokenVersion }, clock())
  }
  const probes = stored.uninstallProbes + 1
  if (nextProbeDelay(probes) === null) {
    // Unless it was announced again meanwhile, which begins anew. What nobody could answer stays announced: it may be learnt yet.
    const where = { portalId, uninstallProbes: probes, status: { not: 'UNINSTALLED' as const } }
    const over = { uninstallProbeAt: null, ...(proof === 'installed' && { uninstallClean: null }) }
    await inPortal(portalId, (tx) => tx.installation.updateMany({ where, data: over }))
  }
  return false
}

async function prove(portalId: string, { accessTokenSealed, tokenVersion }: Stored) {
  if (!accessTokenSealed) return 'unknown'
  const accessToken = open(keyRing(), accessTokenSealed, tokenBinding(portalId, 'access'))
  const owner = await askTokenOwner(oauthConfig(), accessToken)
  if (!isFailure(owner)) return readProof(owner)
  const proof = readProof(owner)
  if (proof !== 'unknown' || owner.kind === 'unreachable') return proof
  // The token may just have expired: what the refresh is answered tells more.
  const renewal = await renewTokens(portalId, tokenVersion, { again: true })
  return readProof(renewal.renewed ? { installed: true } : renewal)
}
