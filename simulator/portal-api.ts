import { z } from 'zod'
import { launchTokens, openFrame } from './app-frame.ts'
import { finishInstall } from './app-life.ts'
import { createItem, deleteItem, findItem, updateItem } from './items.ts'
import { readNotifications } from './notifications.ts'
import { findUser, type Portal } from './portal.ts'
import { portalStateSchema, type User } from './portal-state.ts'
import { itemView, readableItems, stateView } from './portal-view.ts'
import { mayList, mayRead, mayReadTypes } from './rights.ts'
import { created, ok, type RouteCall, RouteError, type Routes } from './router.ts'
import { findType } from './smart-types.ts'
import type { World } from './world.ts'

const idSchema = z.coerce.number().int().positive()
const changesSchema = z.object({
  title: z.string().optional(),
  stageId: z.string().optional(),
  assignedById: z.number().optional(),
})
const optionSchema = z.object({ name: z.string(), value: z.json() })
const frameSchema = z.object({
  placement: z.string().default('DEFAULT'),
  placementOptions: z.record(z.string(), z.json()).default({}),
})

/** What the portal's own page calls, as the person of its cookie (`/portal-api/...`). */
export function portalRoutes(world: World, portal: Portal, user: User): Routes {
  const frameOf = (call: RouteCall) => {
    const { sid } = z.object({ sid: z.string() }).parse(call.body)
    const frame = portal.frames.get(sid)
    if (!frame) throw new RouteError(404, 'no such frame')
    return frame
  }
  const typeOf = (entityTypeId: number) => {
    const type = findType(portal, entityTypeId)
    if (!type || !mayReadTypes(user) || !mayList(user, entityTypeId)) throw new RouteError(404, 'no such type')
    return type
  }
  const itemOf = (call: RouteCall) => {
    const type = typeOf(idSchema.parse(call.params.type))
    const item = findItem(portal, type.entityTypeId, idSchema.parse(call.params.id))
    if (!item || !mayRead(user, item)) throw new RouteError(404, 'no such item')
    return { type, item }
  }
  return {
    'GET /state': () => ok(stateView(portal, user)),
    'GET /items': ({ query }) => {
      const type = typeOf(idSchema.parse(query.get('entityTypeId')))
      const before = Number(query.get('before') ?? Number.POSITIVE_INFINITY)
      const limit = Math.min(Number(query.get('limit') ?? 50), 200)
      const items = readableItems(portal, user, type).filter((item) => item.id < before)
      return ok({
        items: items
          .slice(-limit)
          .reverse()
          .map((item) => itemView(portal, type, item)),
      })
    },
    'GET /items/:type/:id': (call) => {
      const { type, item } = itemOf(call)
      return ok(itemView(portal, type, item))
    },
    'POST /items': ({ body }) => {
      const input = changesSchema.extend({ entityTypeId: z.number() }).parse(body)
      const type = typeOf(input.entityTypeId)
      return created(itemView(portal, type, createItem(world, portal, type, input, user.id)))
    },
    'PATCH /items/:type/:id': (call) => {
      const { type, item } = itemOf(call)
      updateItem(world, portal, type, item, changesSchema.parse(call.body), user.id)
      return ok(itemView(portal, type, item))
    },
    'DELETE /items/:type/:id': (call) => {
      const { type, item } = itemOf(call)
      deleteItem(world, portal, type, item, user.id)
      return ok()
    },
    'POST /user': ({ body, response }) => {
      const { userId } = z.object({ userId: z.number() }).parse(body)
      if (!findUser(portal, userId)) throw new RouteError(404, 'no such user')
      response.setHeader('set-cookie', userCookie(userId))
      return ok()
    },
    'POST /language': ({ body }) => {
      user.language = z.object({ language: z.string().regex(/^[a-z]{2}$/) }).parse(body).language
      world.changed()
      return ok()
    },
    'POST /theme': ({ body }) => {
      portal.state.theme = z.object({ theme: portalStateSchema.shape.theme }).parse(body).theme
      world.changed()
      return ok()
    },
    'POST /notifications-read': () => {
      readNotifications(portal, user.id)
      return ok()
    },
    'POST /app-frame': ({ body, request }) => {
      const { placement, placementOptions } = frameSchema.parse(body)
      return ok(openFrame(world, portal, user, { placement, placementOptions, host: request.headers.host }))
    },
    'POST /refresh-auth': (call) => {
      const { AUTH_ID, AUTH_EXPIRES, REFRESH_ID } = launchTokens(world, portal, frameOf(call).userId)
      return ok({ AUTH_ID, AUTH_EXPIRES, REFRESH_ID })
    },
    'POST /install-finish': (call) => {
      const frame = frameOf(call)
      if (!frame.isInstaller) throw new RouteError(409, 'not the installer')
      finishInstall(world, portal, frame.userId)
      return ok()
    },
    'POST /user-option': ({ body }) => {
      const { name, value } = optionSchema.parse(body)
      user.options[name] = value
      world.changed()
      return ok()
    },
    'POST /app-option': ({ body }) => {
      if (!user.admin) throw new RouteError(403, 'admins only')
      const { name, value } = optionSchema.parse(body)
      portal.state.appOptions[name] = value
      world.changed()
      return ok()
    },
    'GET /updates': ({ request, response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.write(': hello\n\n')
      const tell = () => response.write('data: {}\n\n')
      portal.watchers.add(tell)
      request.on('close', () => portal.watchers.delete(tell))
      return undefined
    },
  }
}

export const userCookie = (userId: number): string => `portal_user=${userId}; Path=/; SameSite=Lax`
