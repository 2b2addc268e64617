import 'server-only'
import { inPortals } from '../db/in-portals.ts'
import { once } from '../platform/once.ts'
import { type RecentMap, recentMap } from '../platform/recent-map.ts'
import { SharedRead } from '../platform/shared-read.ts'
import type { InstallationStatus } from '../portals/installation-status.ts'

/** How a viewer's portal stands, and what was lately heard of the viewer. */
type ViewerState = {
  readonly status: InstallationStatus
  readonly isAdmin: boolean
  readonly adminCheckedAt: Date | null
  /** Sessions from before are let in no more. */
  readonly sessionsSince: Date | null
}
type Row = {
  viewer: string
  status: InstallationStatus
  is_admin: boolean | null
  admin_checked_at: Date | null
  sessions_since: Date | null
}

const bounds = { maxKeys: 50, maxWaiting: 10_000 } as const
const maxKept = 20_000
const keptMs = 60_000

/** Read now; whoever asks meanwhile shares one read. Null where the app is not installed. */
export async function readViewerState(portalId: string, userId: number): Promise<ViewerState | null> {
  const states = once('viewer-states', () => new SharedRead(readStates, bounds))
  const key = `${portalId}:${userId}`
  const state = await states.get(key)
  if (state) kept().set(key, state)
  return state
}

/** The same as it was within a minute, where it was read: for whoever knows otherwise how the portal stands. */
export function recallViewerState(portalId: string, userId: number): ViewerState | null {
  return kept().get(`${portalId}:${userId}`) ?? null
}

function kept(): RecentMap<string, ViewerState> {
  return once('kept-viewer-states', () => recentMap<string, ViewerState>(maxKept, keptMs))
}

async function readStates(viewers: readonly string[]): Promise<Map<string, ViewerState>> {
  const asked = viewers.map((viewer) => viewer.split(':'))
  const portalIds = asked.map(([portalId = '']) => portalId)
  const named = [...new Set(portalIds)]
  const userIds = asked.map(([, userId = '']) => BigInt(userId))
  const rows = await inPortals(
    named,
    (tx) => tx.$queryRaw<Row[]>`
      select q.portal_id || ':' || q.user_id as viewer, n.status::text, n.sessions_since, v.is_admin, v.admin_checked_at
      from unnest(${portalIds}::uuid[], ${userIds}::bigint[]) as q (portal_id, user_id)
      join installation n on n.portal_id = q.portal_id
      left join viewer_state v on v.portal_id = q.portal_id and v.user_id = q.user_id
      where q.portal_id = any (${named}::uuid[]) and n.portal_id = any (${named}::uuid[])`,
  )
  return new Map(
    rows.map(
      ({ viewer, status, is_admin: isAdmin, admin_checked_at: adminCheckedAt, sessions_since: sessionsSince }) => [
        viewer,
        { status, isAdmin: isAdmin === true, adminCheckedAt, sessionsSince },
      ],
    ),
  )
}
