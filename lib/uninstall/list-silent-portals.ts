import 'server-only'
import { inAllPortals } from '../db/in-all-portals.ts'
import { type SilentPortal, silentPortals } from './end-silent-portal.ts'

/** Portals that have the app as far as is known, and of which nothing was heard for months. */
export async function listSilentPortals(now: Date): Promise<string[]> {
  const rows = await inAllPortals((tx) => tx.$queryRaw<SilentPortal[]>`${silentPortals(now)}`)
  return (rows ?? []).map((row) => row.portal_id)
}
