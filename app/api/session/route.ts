import { z } from 'zod'
import { handle } from '#lib/http/handle.ts'
import { limitProofs } from '#lib/http/limit-proofs.ts'
import { readJson } from '#lib/http/read-json.ts'
import { openFrame } from '#lib/installations/open-frame.ts'
import { proveViewer } from '#lib/installations/prove-viewer.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { isRefusal, Refusal } from '#lib/platform/refusal.ts'

const bodySchema = z.object({
  accessToken: z.string().min(1).max(1024),
  // PostgreSQL refuses NUL, and no portal's id holds one.
  memberId: z
    .string()
    .min(1)
    .max(64)
    .refine((id) => !id.includes('\0')),
  domain: z
    .string()
    .min(1)
    .max(260)
    .transform((domain) => domain.toLowerCase()),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .default('en'),
})

/** A new session from the frame's own auth: how a page that was reloaded, or is open for long, stays signed in. */
export const POST = handle('session', async (request) => {
  const body = bodySchema.safeParse(await readJson(request, 8 * 1024))
  if (!body.success) throw new Refusal('malformed', 'session')
  limitProofs(request)
  const owner = await proveViewer(body.data, systemClock).catch((error) => {
    throw isRefusal(error) && error.code === 'not_proved' ? new Refusal('unauthorized', error.reason) : error
  })
  const { session } = await openFrame({ owner, ...body.data }, systemClock)
  return Response.json(session)
})
