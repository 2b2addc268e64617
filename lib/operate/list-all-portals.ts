import 'server-only'
import { db } from '../db/client.ts'
import { type PortalSummary, readSummaries } from './read-summaries.ts'

/** So many portals are named to the wall at once. */
const portalsPerRead = 500

/** All portals by their addresses, some hundreds at a time. */
export async function listAllPortals(now: Date): Promise<PortalSummary[]> {
  const portals = await db().portal.findMany({ select: { id: true }, orderBy: [{ domain: 'asc' }, { id: 'asc' }] })
  const summaries: PortalSummary[] = []
  for (let start = 0; start < portals.length; start += portalsPerRead) {
    const ids = portals.slice(start, start + portalsPerRead).map(({ id }) => id)
    summaries.push(...(await readSummaries(ids, now)))
  }
  return summaries
}
