import { handle } from '#lib/http/handle.ts'

/** The process lives. */
export const GET = handle('health', () => Response.json({ status: 'ok' }))
