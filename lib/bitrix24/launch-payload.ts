import { z } from 'zod'
import { canonicalHost } from '../platform/canonical-host.ts'
import { parseFormBody } from './form-body.ts'

/** The opening POST, parsed and not yet trusted: it comes through the viewer's browser. */
export type LaunchPayload = {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresInSeconds: number
  readonly memberId: string
  /** Canonical host with port, as claimed. */
  readonly domain: string
  readonly secure: boolean
  /** Origin of the page whose form was submitted, as the browser says; null where it does not. */
  readonly openedBy: string | null
  readonly language: string
  readonly applicationToken: string | null
}

const schema = z.object({
  AUTH_ID: z.string().min(1).max(1024),
  REFRESH_ID: z.string().max(1024).default(''),
  AUTH_EXPIRES: z.coerce.number().int().positive().max(86_400).catch(3600),
  member_id: z.string().min(1).max(64),
  APPLICATION_TOKEN: z.string().max(128).optional(),
})

/**
 * Reads the form that the portal submits into the iframe (settings/oauth/simple-way.md, api-reference/widgets): query
 * `DOMAIN PROTOCOL LANG APP_SID`, body `AUTH_ID …`. AUTH_EXPIRES is a lifetime in seconds. SERVER_ENDPOINT is not read:
 * it is the sender's word. What LANG means is decided where a page is shown (`lib/http/read-opening.ts`).
 */
export function parseLaunch(
  query: URLSearchParams,
  text: string,
  openedBy: string | null = null,
): LaunchPayload | null {
  const body = parseFormBody(text)
  const domain = canonicalHost(query.get('DOMAIN') ?? '')
  if (!body || domain === null) return null
  const parsed = schema.safeParse(body)
  if (!parsed.success) return null
  return {
    accessToken: parsed.data.AUTH_ID,
    refreshToken: parsed.data.REFRESH_ID,
    expiresInSeconds: parsed.data.AUTH_EXPIRES,
    memberId: parsed.data.member_id,
    domain,
    secure: query.get('PROTOCOL') !== '0',
    openedBy,
    language: query.get('LANG') ?? '',
    applicationToken: parsed.data.APPLICATION_TOKEN || null,
  }
}
