import { crmControls } from './control-crm.ts'
import { newPortalSchema } from './control-input.ts'
import { lifeControls } from './control-life.ts'
import { oauthFaultSchema } from './faults.ts'
import type { Portal } from './portal.ts'
import { portalView } from './portal-view.ts'
import { createPortal, deletePortal } from './portals.ts'
import { created, ok, type RouteCall, RouteError, type Routes } from './router.ts'
import type { World } from './world.ts'

export type PortalOf = (call: RouteCall) => Portal

/** The control API; on a portal's own origin `:memberId` may also be `this`. */
export function controlRoutes(world: World, own: Portal | null): Routes {
  const portalOf: PortalOf = ({ params }) => {
    const memberId = params.memberId ?? ''
    const portal = memberId === 'this' ? own : world.portals.get(memberId)
    if (!portal) throw new RouteError(404, `no portal ${memberId}`)
    return portal
  }
  return {
    'GET /health': () => ok({ status: 'ok' }),
    'GET /secrets': () => ok({ values: [...world.secrets] }),
    'GET /oauth/log': () => ok(world.oauth.log),
    'POST /oauth/faults': ({ body }) => {
      world.oauth.faults.push(oauthFaultSchema.parse(body))
      return ok()
    },
    'DELETE /oauth/faults/:memberId': ({ params }) => {
      world.oauth.faults = world.oauth.faults.filter(({ memberId }) => memberId !== params.memberId)
      return ok()
    },
    'POST /portals': async ({ body }) => created(portalView(await createPortal(world, newPortalSchema.parse(body)))),
    'GET /portals': () => ok([...world.portals.values()].map(portalView)),
    'GET /portals/:memberId': (call) => ok(portalView(portalOf(call))),
    'DELETE /portals/:memberId': async (call) => {
      await deletePortal(world, portalOf(call))
      return ok()
    },
    ...crmControls(world, portalOf),
    ...lifeControls(world, portalOf),
  }
}
