import { openedOutside } from '#lib/http/hand-off.ts'
import { handle } from '#lib/http/handle.ts'
import { launch } from '#lib/http/launch.ts'
import { openFromPortal } from '#lib/http/open-from-portal.ts'

export const POST = handle('launch', (request) => openFromPortal(request, launch))

export const GET = handle('launch', openedOutside)

/** The check of the version card's addresses: HEAD must answer 200. */
export const HEAD = handle('launch', () => new Response(null))
