import 'server-only'
import { db } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { open, seal } from '../platform/crypto.ts'
import { Problem } from '../platform/problem.ts'
import { tokenBinding } from '../portals/installation-status.ts'
import { keyRing } from './key-ring.ts'

/**
 * Seals every stored token anew under the first key of the ring. A pair that is being refreshed meanwhile is left to the
 * refresh, which seals under the first key anyway. May be repeated, and interrupted, at any time.
 * @throws Problem where a token does not open: that portal and those after it are left as they were.
 * @param options.isDry opens what would be sealed anew, and seals nothing.
 * @returns how many portals were sealed anew, and how many are still under an older key: run it again for those.
 */
export async function rotateKeys({ isDry = false } = {}): Promise<{ rotated: number; left: number }> {
  const portals = await db().portal.findMany({ select: { id: true } })
  const counts = { rotated: 0, left: 0 }
  for (const { id } of portals) {
    const outcome = await rotatePortal(id, isDry)
    if (outcome !== null) counts[outcome] += 1
  }
  return counts
}

async function rotatePortal(portalId: string, isDry: boolean): Promise<'rotated' | 'left' | null> {
  return inPortal(portalId, async (tx) => {
    const stored = await tx.installation.findUnique({
      where: { portalId },
      select: { accessTokenSealed: true, refreshTokenSealed: true },
    })
    const { accessTokenSealed, refreshTokenSealed } = stored ?? {}
    if (isCurrent(accessTokenSealed) && isCurrent(refreshTokenSealed)) return null
    const data = {
      accessTokenSealed: sealAnew(portalId, 'access', accessTokenSealed),
      refreshTokenSealed: sealAnew(portalId, 'refresh', refreshTokenSealed),
    }
    if (isDry) return 'rotated'
    const changed = await tx.installation.updateMany({
      // Only what was read: a refresh that was faster stays.
      where: { portalId, accessTokenSealed: accessTokenSealed ?? null, refreshTokenSealed: refreshTokenSealed ?? null },
      data,
    })
    return changed.count === 1 ? 'rotated' : 'left'
  })
}

function isCurrent(sealed: string | null | undefined): boolean {
  const [id] = keyRing().keys()
  return !sealed || sealed.startsWith(`${id}.`)
}

/** @throws Problem that names the key and no token. */
function openStored(sealed: string, binding: string): string {
  const [id = ''] = sealed.split('.')
  if (!keyRing().has(id)) {
    throw new Problem(
      `A token is sealed with the key "${id}", which ENCRYPTION_KEYS does not hold: add it and run this again.`,
    )
  }
  try {
    return open(keyRing(), sealed, binding)
  } catch {
    throw new Problem(
      `A token does not open with the key "${id}" of ENCRYPTION_KEYS: it was sealed with another key of that name.`,
    )
  }
}

function sealAnew(portalId: string, column: 'access' | 'refresh', sealed: string | null | undefined): string | null {
  if (!sealed) return null
  const binding = tokenBinding(portalId, column)
  return seal(keyRing(), openStored(sealed, binding), binding)
}
