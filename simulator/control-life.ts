import { z } from 'zod'
import { launchTokens } from './app-frame.ts'
import {
  finishInstall,
  reinstall,
  renewApplicationToken,
  setClosed,
  setPaymentExpired,
  uninstall,
  updateApp,
} from './app-life.ts'
import { closings } from './closed.ts'
import type { PortalOf } from './control.ts'
import { addressesSchema, tokensSchema } from './control-input.ts'
import { makeFaults, portalFaultsSchema } from './faults.ts'
import { bindingRow } from './methods/event-methods.ts'
import { defaultUser } from './portal.ts'
import { ok, type Routes } from './router.ts'
import { expireAll, revokeAll } from './tokens.ts'
import type { World } from './world.ts'

const uninstallSchema = z.object({ clean: z.boolean().default(true) })
const reinstallSchema = z.object({ renewToken: z.boolean().default(false) })
const closedSchema = z.object({ closed: z.enum(closings).nullable() })
const paymentSchema = z.object({ expired: z.boolean() })
const scopeSchema = z.object({ scope: z.string() })
const renameSchema = z.object({ port: z.number().int().default(0) })

/** Controls over the app's life on a portal, its tokens, its faults, and what it has sent and been asked. */
export function lifeControls(world: World, portalOf: PortalOf): Routes {
  return {
    'POST /portals/:memberId/tokens': (call) => {
      const portal = portalOf(call)
      const { userId, expiresInSeconds } = tokensSchema.parse(call.body)
      return ok(launchTokens(world, portal, userId ?? defaultUser(portal).id, expiresInSeconds))
    },
    'POST /portals/:memberId/expire-tokens': (call) => {
      expireAll(world, portalOf(call))
      return ok()
    },
    'POST /portals/:memberId/revoke': (call) => {
      revokeAll(world, portalOf(call))
      return ok()
    },
    'POST /portals/:memberId/faults': (call) => {
      const portal = portalOf(call)
      const { replaced } = portal.faults
      portal.faults = makeFaults(portalFaultsSchema.parse(call.body))
      replaced.resolve()
      return ok()
    },
    'POST /portals/:memberId/finish': (call) => {
      const portal = portalOf(call)
      finishInstall(world, portal, defaultUser(portal).id)
      return ok()
    },
    'POST /portals/:memberId/uninstall': (call) => {
      uninstall(world, portalOf(call), uninstallSchema.parse(call.body).clean)
      return ok()
    },
    'POST /portals/:memberId/install': (call) => {
      reinstall(world, portalOf(call), reinstallSchema.parse(call.body).renewToken)
      return ok()
    },
    'POST /portals/:memberId/version': (call) => {
      updateApp(world, portalOf(call))
      return ok({ applicationToken: portalOf(call).state.applicationToken })
    },
    'POST /portals/:memberId/application-token': (call) => {
      renewApplicationToken(world, portalOf(call))
      return ok({ applicationToken: portalOf(call).state.applicationToken })
    },
    'POST /portals/:memberId/payment': (call) => {
      setPaymentExpired(world, portalOf(call), paymentSchema.parse(call.body).expired)
      return ok()
    },
    'POST /portals/:memberId/closed': (call) => {
      setClosed(world, portalOf(call), closedSchema.parse(call.body).closed)
      return ok()
    },
    'POST /portals/:memberId/scope': (call) => {
      portalOf(call).state.scope = scopeSchema.parse(call.body).scope
      world.changed()
      return ok()
    },
    'POST /portals/:memberId/addresses': (call) => {
      portalOf(call).addresses = addressesSchema.parse(call.body)
      return ok()
    },
    'POST /portals/:memberId/rename': async (call) => {
      const portal = portalOf(call)
      await portal.moveTo(renameSchema.parse(call.body).port)
      return ok({ origin: portal.origin })
    },
    'POST /portals/:memberId/settled': async (call) => {
      await portalOf(call).events.settled()
      return ok()
    },
    'DELETE /portals/:memberId/bindings': (call) => {
      const lost = call.query.getAll('event')
      const { state } = portalOf(call)
      state.bindings = state.bindings.filter(({ event }) => lost.length > 0 && !lost.includes(event))
      world.changed()
      return ok()
    },
    'GET /portals/:memberId/deliveries': (call) => ok(portalOf(call).events.deliveries),
    'GET /portals/:memberId/rest-log': (call) => ok(portalOf(call).restLog),
    'GET /portals/:memberId/bindings': (call) => ok(portalOf(call).state.bindings.map(bindingRow)),
    'GET /portals/:memberId/comments': (call) => ok(portalOf(call).state.comments),
    'GET /portals/:memberId/notifications': (call) => ok(portalOf(call).notifications),
  }
}
