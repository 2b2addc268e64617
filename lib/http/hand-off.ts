import 'server-only'
import { randomBytes } from 'node:crypto'
import { type FrameAddress, signFrame } from '../installations/frame-address.ts'
import type { FrameSession } from '../installations/viewer.ts'
import { env } from '../platform/env.ts'

export type Destination = {
  readonly screen: string
  readonly language: string
  readonly session?: FrameSession
  /** The portal does not announce new items. */
  readonly isSilent?: boolean
}

/**
 * The page that moves the frame on to a screen of ours. The session travels in the fragment, which no server, log or
 * Referer ever sees; a redirect would put it into a header. The portal of `frame` alone may frame
 * this page and the next.
 */
export function handOff(
  frame: FrameAddress,
  { screen, language, session, isSilent }: Destination,
  status = 200,
): Response {
  const nonce = randomBytes(16).toString('base64')
  const fragment = session ? `#${Buffer.from(JSON.stringify(session)).toString('base64url')}` : ''
  const address = `/f/${signFrame(env().sessionSecret, frame, new Date())}/${screen}?lang=${language}${isSilent ? '&silent=1' : ''}${fragment}`
  return new Response(
    `<!doctype html><meta charset="utf-8"><title>Smart Process Feed</title><script nonce="${nonce}">location.replace(${JSON.stringify(address)})</script>`,
    {
      status,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors ${frame.origin}`,
      },
    },
  )
}

/** For somebody who opens one of Bitrix24's addresses in a browser: nobody may frame it, it says where the app is opened. */
export function openedOutside(request: Request): Response {
  const language = /^[a-z]{2}/i.exec(request.headers.get('accept-language') ?? '')?.[0].toLowerCase() ?? 'en'
  return handOff({ origin: "'none'", pages: 'state' }, { screen: 'state/open-in-portal', language })
}
