import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import type { Preferences } from './preferences.ts'
import { readStored } from './preferences-schema.ts'

export async function readPreferences(portalId: string, userId: number): Promise<Preferences> {
  const where = { portalId_userId: { portalId, userId: BigInt(userId) } }
  const state = await inPortal(portalId, (tx) => tx.viewerState.findUnique({ where, select: { preferences: true } }))
  return readStored(state?.preferences)
}
