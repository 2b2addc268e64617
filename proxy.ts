import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { photoSources } from '#lib/bitrix24/photo-address.ts'
import { codeIn, languageHeader } from '#lib/language/language.ts'
import { env } from '#lib/platform/env.ts'
import { themeHeader, themeIn } from '#lib/preferences/theme.ts'
import { frameOf } from '#lib/sessions/frame-address.ts'

/**
 * Sets each page's content security policy: only the portal whose origin is signed into the address may frame it, and
 * only scripts and styles with this answer's nonce run. Pictures are ours, and photos as the portal has them. Next reads the nonce from the request's policy.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString('base64')
  const frame = frameOf(env().sessionSecret, request.nextUrl.pathname, new Date())
  const ancestor = frame?.origin ?? "'none'"
  const photos = frame?.pages === 'app' ? photoSources([frame.origin, frame.address ?? '']) : []
  const development = process.env.NODE_ENV === 'development'
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    ["img-src 'self' data:", ...photos].join(' '),
    "font-src 'self'",
    `connect-src 'self' ${/^https?:/.test(ancestor) ? ancestor : ''}${development ? ' ws:' : ''}`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${ancestor}`,
  ].join('; ')
  const headers = new Headers(request.headers)
  headers.set('content-security-policy', policy)
  headers.set('x-nonce', nonce)
  // Only a page may read the query, and the whole document is to speak one language, also where there is no page.
  // Anything but a code may hold what no header can.
  headers.set(languageHeader, codeIn(request.nextUrl.searchParams.get('lang')) ?? '')
  headers.set(themeHeader, themeIn(request.nextUrl.searchParams.get('theme')) ?? 'light')
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  response.headers.set('referrer-policy', 'no-referrer')
  response.headers.set('x-content-type-options', 'nosniff')
  response.headers.set('cache-control', 'no-store')
  return response
}

/** Pages only: the routes of the API read their own bodies under their own caps, which a proxy would buffer. */
export const config = { matcher: '/f/:path*' }
