import { z } from 'zod'
import { answerJson } from '#lib/http/answer-json.ts'
import { bearerOf } from '#lib/http/bearer-of.ts'
import type { Body } from '#lib/http/contract.ts'
import { readJson } from '#lib/http/read-json.ts'
import { senderAddress } from '#lib/http/sender-address.ts'
import { languageOf } from '#lib/language/language.ts'
import { canonicalHost } from '#lib/platform/canonical-host.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { isRefusal, Refusal } from '#lib/platform/refusal.ts'
import { openFrame } from '#lib/sessions/open-frame.ts'
import { proveAtDoor, viewerName } from '#lib/sessions/prove-at-door.ts'
import { openSession } from '#lib/sessions/session-token.ts'

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
    .transform((domain) => canonicalHost(domain) ?? domain),
  // Whatever the frame's address says of it: a wrong language is no reason to turn anybody away.
  language: z
    .string()
    .catch('en')
    .transform((code) => languageOf(code).code),
} satisfies Record<keyof Body<'POST /api/session'>, z.ZodType>)

/** A page that renews its session shows the one it has. It proves nothing here but that its viewer has been proved before. */
async function shownSession(request: Request): Promise<string | null> {
  const token = bearerOf(request)
  const session = token === null ? null : await openSession(token, systemClock())
  return session && viewerName(session.claims)
}

/** A new session from the frame's own auth: how a page that was reloaded, or is open for long, stays signed in. */
export const POST = answerJson('POST /api/session', async (request) => {
  const body = bodySchema.safeParse(await readJson(request, 8 * 1024))
  if (!body.success) throw new Refusal('malformed', 'session')
  const knock = { ...body.data, from: senderAddress(request), knownAs: await shownSession(request) }
  const owner = await proveAtDoor(knock, { ofInstalled: true }, systemClock).catch((error) => {
    throw isRefusal(error) && ['not_proved', 'other_address'].includes(error.code)
      ? new Refusal('unauthorized', error.reason)
      : error
  })
  const { session } = await openFrame({ owner, ...body.data }, systemClock)
  return session
})
