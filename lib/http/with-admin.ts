import 'server-only'
import { systemClock } from '../platform/clock.ts'
import { Refusal } from '../platform/refusal.ts'
import { proveAdmin } from '../sessions/prove-admin.ts'
import { type RequestViewer, withViewer } from './with-viewer.ts'

/**
 * The viewer of a request to an admin route: Bitrix24 is asked, with the viewer's own token, unless it has just said no.
 * @throws Refusal `admin_only`.
 */
export async function withAdmin(request: Request): Promise<RequestViewer> {
  const viewer = await withViewer(request)
  if (!(await proveAdmin(viewer, systemClock))) throw new Refusal('admin_only', 'not_admin')
  return { ...viewer, isAdmin: true }
}
