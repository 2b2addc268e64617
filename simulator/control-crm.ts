import { announce } from './announce.ts'
import type { PortalOf } from './control.ts'
import { eventSchema, itemChangesSchema, newItemsSchema, newTypeSchema, rightsSchema } from './control-input.ts'
import { createItem, deleteItem, findItem, restoreItem, updateItem } from './items.ts'
import { addUser, defaultUser, findUser, type Portal } from './portal.ts'
import { userView } from './portal-view.ts'
import { created, ok, type RouteCall, RouteError, type Routes } from './router.ts'
import { addType, deleteType, findType, renameType } from './smart-types.ts'
import type { World } from './world.ts'

/** Controls that change the CRM: items, types, rights, and events without any change. */
export function crmControls(world: World, portalOf: PortalOf): Routes {
  return {
    'POST /portals/:memberId/items': (call) => {
      const portal = portalOf(call)
      const { count, announce: announced, byRobot, userId, id, title, ...input } = newItemsSchema.parse(call.body)
      const type = typeOf(portal, input.entityTypeId)
      const actor = byRobot ? null : (userId ?? defaultUser(portal).id)
      const ids = Array.from({ length: count }, (_, position) => {
        const named = {
          ...input,
          createdBy: userId,
          id: id === undefined || position > 0 ? undefined : id,
          title: title !== undefined && count > 1 ? `${title} ${position + 1}` : title,
        }
        return createItem(world, portal, type, named, actor, announced).id
      })
      return created({ ids })
    },
    'PATCH /portals/:memberId/items/:type/:id': (call) => {
      const { portal, type, item } = itemOf(portalOf(call), call)
      const { userId, byRobot, announce: announced, ...changes } = itemChangesSchema.parse(call.body)
      const actor = byRobot ? null : (userId ?? defaultUser(portal).id)
      updateItem(world, portal, type, item, changes, actor, announced)
      return ok()
    },
    'DELETE /portals/:memberId/items/:type/:id': (call) => {
      const { portal, type, item } = itemOf(portalOf(call), call)
      deleteItem(world, portal, type, item, defaultUser(portal).id, call.query.get('announce') !== 'false')
      return ok()
    },
    'POST /portals/:memberId/items/:type/:id/restore': (call) => {
      const portal = portalOf(call)
      const type = typeOf(portal, Number(call.params.type))
      const announced = call.query.get('announce') !== 'false'
      const item = restoreItem(world, portal, type, Number(call.params.id), defaultUser(portal).id, announced)
      if (!item) throw new RouteError(404, `no item ${call.params.id} in the recycle bin`)
      return ok()
    },
    'POST /portals/:memberId/types': (call) => {
      const portal = portalOf(call)
      const type = addType(world, portal, newTypeSchema.parse(call.body), defaultUser(portal).id)
      const categoryIds = type.categories.map(({ id }) => id)
      return created({ entityTypeId: type.entityTypeId, typeId: type.typeId, categoryIds })
    },
    'PATCH /portals/:memberId/types/:type': (call) => {
      const portal = portalOf(call)
      const { title } = newTypeSchema.parse(call.body)
      renameType(world, portal, typeOf(portal, Number(call.params.type)), title, defaultUser(portal).id)
      return ok()
    },
    'DELETE /portals/:memberId/types/:type': (call) => {
      const portal = portalOf(call)
      deleteType(world, portal, typeOf(portal, Number(call.params.type)), defaultUser(portal).id)
      return ok()
    },
    'POST /portals/:memberId/rights': (call) => {
      const { userId, admin, crm, deniedTypes, change, moveStages, crmAdmin, active } = rightsSchema.parse(call.body)
      const user = findUser(portalOf(call), userId) ?? addUser(portalOf(call), userId)
      user.admin = admin ?? user.admin
      user.crm = crm ?? user.crm
      user.deniedTypes = deniedTypes ?? user.deniedTypes
      user.change = change ?? user.change
      user.moveStages = moveStages ?? user.moveStages
      user.crmAdmin = crmAdmin ?? user.crmAdmin
      user.active = active ?? user.active
      world.changed()
      return ok(userView(user))
    },
    'POST /portals/:memberId/events': (call) => {
      const portal = portalOf(call)
      const { event, fields, userId, byRobot } = eventSchema.parse(call.body)
      announce(world, portal, event, { FIELDS: fields }, byRobot ? null : (userId ?? defaultUser(portal).id))
      return ok()
    },
  }
}

function typeOf(portal: Portal, entityTypeId: number) {
  const type = findType(portal, entityTypeId)
  if (!type) throw new RouteError(404, `no type ${entityTypeId}`)
  return type
}

function itemOf(portal: Portal, call: RouteCall) {
  const type = typeOf(portal, Number(call.params.type))
  const item = findItem(portal, type.entityTypeId, Number(call.params.id))
  if (!item) throw new RouteError(404, `no item ${call.params.id}`)
  return { portal, type, item }
}
