import type { IncomingMessage, ServerResponse } from 'node:http'
import { controlRoutes } from './control.ts'
import { EventQueue } from './event-queue.ts'
import { makeFaults } from './faults.ts'
import { redirect, sendText } from './http-exchange.ts'
import { type Listener, listen } from './listen.ts'
import { photoAt } from './photo.ts'
import { defaultUser, findUser, type Portal } from './portal.ts'
import { portalRoutes, userCookie } from './portal-api.ts'
import { serveAsset, servePage } from './portal-page.ts'
import type { PortalState, User } from './portal-state.ts'
import { RestLimits } from './rest-limits.ts'
import { methodOf } from './rest-request.ts'
import { serveRest } from './rest-server.ts'
import { serveRoutes } from './router.ts'
import type { World } from './world.ts'

const PAGES = /^\/(crm\/type\/\d+\/(list\/category\/\d+|details\/\d+)\/?|marketplace\/app\/1\/?)$/

/** Puts a portal on the network: its pages, its REST and its controls on one origin of its own. */
export async function openPortal(world: World, state: PortalState): Promise<Portal> {
  const listeners: Listener[] = []
  const portal: Portal = {
    state,
    origin: '',
    events: new EventQueue(() => portal.faults, world.saved),
    limits: new RestLimits(world.now, state.license),
    faults: makeFaults(),
    frames: new Map(),
    restLog: [],
    notifications: [],
    addresses: { path: '', told: {} },
    watchers: new Set(),
    close: async () => {
      portal.events.close()
      await Promise.all(listeners.map((listener) => listener.close()))
    },
    moveTo: async (port) => {
      const listener: Listener = await listen(port, (request, response) => {
        // After a rename the old name answers 302, without JSON (how-to-call-rest-api/change-domen.md).
        if (listener.origin !== portal.origin) return redirect(response, `${portal.origin}${request.url ?? '/'}`)
        servePortal(world, portal, request, response).catch((error) => {
          if (response.headersSent) response.destroy()
          else sendText(response, 500, 'text/plain', String(error))
        })
      })
      listeners.push(listener)
      portal.origin = listener.origin
      state.port = listener.port
      world.changed()
    },
  }
  await portal.moveTo(state.port)
  return portal
}

async function servePortal(world: World, portal: Portal, request: IncomingMessage, response: ServerResponse) {
  const { path } = portal.addresses
  const url = request.url ?? '/'
  const isBelow = url.startsWith(`${path}/`)
  // Tests and controls know the way without the path; an app does not.
  if (!isBelow && url.startsWith('/rest/')) return sendText(response, 404, 'text/plain', 'not found')
  const raw = isBelow ? url.slice(path.length) : url
  const cut = raw.indexOf('?')
  const pathname = cut < 0 ? raw : raw.slice(0, cut)
  const search = cut < 0 ? '' : raw.slice(cut + 1)
  const method = methodOf(pathname)
  if (method) return serveRest(world, portal, method, search, request, response)
  if (pathname.startsWith('/control/')) {
    return serveRoutes(controlRoutes(world, portal), raw.slice('/control'.length), request, response)
  }
  const user = currentUser(portal, request)
  if (pathname.startsWith('/portal-api/')) {
    return serveRoutes(portalRoutes(world, portal, user), raw.slice('/portal-api'.length), request, response)
  }
  const photo = photoAt(portal, pathname)
  if (photo) return sendText(response, 200, 'image/png', photo)
  if (pathname.startsWith('/assets/')) return serveAsset(response, pathname.slice('/assets/'.length))
  return serveScreen(portal, pathname, search, response)
}

function serveScreen(portal: Portal, pathname: string, search: string, response: ServerResponse) {
  const query = new URLSearchParams(search)
  const wanted = findUser(portal, Number(query.get('user')))
  if (wanted) {
    query.delete('user')
    const rest = query.size > 0 ? `?${query}` : ''
    return redirect(response, `${pathname}${rest}`, { 'set-cookie': userCookie(wanted.id) })
  }
  if (pathname === '/') return redirect(response, '/marketplace/app/1/')
  return PAGES.test(pathname) ? servePage(response) : sendText(response, 404, 'text/plain', 'not found')
}

function currentUser(portal: Portal, request: IncomingMessage): User {
  const id = /(?:^|;\s*)portal_user=(\d+)/.exec(request.headers.cookie ?? '')?.[1]
  return findUser(portal, Number(id)) ?? defaultUser(portal)
}
