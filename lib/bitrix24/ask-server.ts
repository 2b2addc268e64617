import 'server-only'
import { agents } from './egress.ts'
import type { OAuthConfig } from './oauth.ts'
import { readRefusalText } from './refusal-text.ts'
import { findRefusal, oauthRefusals } from './refusals.ts'
import { requestJson } from './request-json.ts'

const maxAnswerBytes = 256 * 1024

/** Posts form fields to an OAuth server. Returns the body of its answer, or null when it could not be asked. */
export async function askServer(config: OAuthConfig, url: string, fields: Record<string, string>): Promise<unknown> {
  try {
    // The servers are the operator's word and may be private; portals are guarded in the REST client.
    const bounds = { agents: agents(true), timeoutMs: config.timeoutMs, maxAnswerBytes }
    const { status, body } = await requestJson(url, { form: fields }, bounds)
    return status >= 500 ? null : (body ?? null)
  } catch {
    return null
  }
}

/**
 * Why the server refused, by its body; null where it did not. `error` may be 0 or an empty string, so the key is what counts; names
 * are in lower case. ERROR_OAUTH has several meanings, which only its description tells apart.
 */
export function refusalCode(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('error' in body)) return null
  const { code, description } = readRefusalText(body)
  const row = findRefusal(oauthRefusals, code, description)
  return (row?.name ?? code).toLowerCase() || 'unnamed_error'
}
