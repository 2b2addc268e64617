import 'server-only'
import type { Route } from './contract.ts'
import { openedOutside } from './hand-off.ts'
import { handle } from './handle.ts'
import { type Open, openFromPortal } from './open-from-portal.ts'
import { refusedPage } from './refused-page.ts'
import { showSoon } from './show-soon.ts'

/** The methods of an address that Bitrix24 opens in its iframe. Each answers with a page, whatever it is asked. */
export function pageRoute(route: Route, open: Open) {
  const page = (handler: (request: Request) => Promise<Response> | Response) => handle(route, handler, refusedPage)
  const opening = page((request) => openFromPortal(request, open))
  const notAllowed = page((request) => {
    const response = openedOutside(request, 405)
    response.headers.set('allow', 'GET, HEAD, POST')
    return response
  })
  return {
    POST: (request: Request, context: unknown) => showSoon(request, Promise.resolve(opening(request, context))),
    GET: page((request) => openedOutside(request)),
    /** The check of the version card's addresses: HEAD must answer 200. */
    HEAD: page(() => new Response(null)),
    notAllowed,
  }
}
