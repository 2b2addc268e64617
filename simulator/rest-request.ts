import type { IncomingMessage } from 'node:http'
import { readBody } from './http-exchange.ts'
import { asText, isMap, type JsonMap, type JsonValue } from './json-value.ts'
import { decodePhpQuery } from './php-query.ts'

export type RestRequest = {
  method: string
  params: JsonMap
  accessToken: string
}

/** The method's name in a path: doubled slashes and a .json suffix are tolerated; null outside /rest/. */
export function methodOf(pathname: string): string | null {
  const match = /^\/+rest\/+(.+?)\/*$/.exec(pathname)
  return match?.[1] ? match[1].replace(/\.(json|xml)$/, '') : null
}

/** Parameters of query and body together; the token as `auth`, `access_token` or a bearer header (settings/how-to-call-rest-api/data-encoding.md). */
export async function readRestRequest(request: IncomingMessage, method: string, search: string): Promise<RestRequest> {
  const body = await readBody(request)
  const type = request.headers['content-type'] ?? ''
  const params = { ...decodePhpQuery(search), ...bodyParams(type, body) }
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const { auth, access_token, ...rest } = params
  const accessToken = asText(auth) || asText(access_token) || bearer || ''
  return { method, params: rest, accessToken }
}

export function bodyParams(type: string, body: string): JsonMap {
  if (body === '') return {}
  if (!type.includes('json')) return decodePhpQuery(body)
  try {
    const parsed: JsonValue = JSON.parse(body)
    return isMap(parsed) ? parsed : {}
  } catch {
    return {}
  }
}
