import { openedOutside } from '#lib/http/hand-off.ts'
import { handle } from '#lib/http/handle.ts'
import { install } from '#lib/http/install.ts'
import { openFromPortal } from '#lib/http/open-from-portal.ts'

export const POST = handle('install', (request) => openFromPortal(request, install))

export const GET = handle('install', openedOutside)

/** The check of the version card's addresses: HEAD must answer 200. */
export const HEAD = handle('install', () => new Response(null))
