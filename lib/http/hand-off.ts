import 'server-only'
import { randomBytes } from 'node:crypto'
import type { FeedFilter } from '../feed/feed-filter.ts'
import { filterToParams } from '../feed/filter-params.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { env } from '../platform/env.ts'
import { portalThemeParameter, type Theme } from '../preferences/theme.ts'
import { type FrameAddress, signFrame } from '../sessions/frame-address.ts'
import type { HandOff } from './contract.ts'
import { openingPage } from './opening-page.ts'
import { readOpening } from './read-opening.ts'

export type Destination = {
  readonly screen: string
  readonly language: string
  /** The viewer's, or else the portal's; light where neither says. */
  readonly theme?: Theme | null
  /** What the viewer had narrowed the feed to: the portal gives the frame its address anew with each opening, so nothing stays in that. */
  readonly filter?: FeedFilter | null
  /** The portal's, where the theme is the viewer's own. */
  readonly portalTheme?: Theme | null
  readonly session?: NonNullable<HandOff['fragment']>
  /** What somebody may quote to support. */
  readonly requestId?: string | null
  /** The portal does not announce new items. */
  readonly isSilent?: boolean
}

/** What a launch or an installation comes to: who may frame the app's pages from here on, and where the frame goes. */
export type Opened = { readonly frameOrigin: string; readonly destination: Destination }

/**
 * The page that moves the frame on to a screen of ours. The session travels in the fragment, which no server, log or
 * Referer ever sees; a redirect would put it into a header. Only the origin of `frame` may frame this page and the next.
 */
export function handOff(
  frame: FrameAddress,
  {
    screen,
    language,
    theme = null,
    portalTheme = null,
    filter = null,
    session,
    requestId = null,
    isSilent = false,
  }: Destination,
  status = 200,
  clock: Clock = systemClock,
): Response {
  const fragment = session ? `#${Buffer.from(JSON.stringify(session)).toString('base64url')}` : ''
  const query = filterToParams(screen === 'feed' ? (filter ?? {}) : {})
  query.set('lang', language)
  if (theme !== null) query.set('theme', theme)
  if (portalTheme !== null) query.set(portalThemeParameter, portalTheme)
  if (requestId !== null) query.set('request', requestId)
  if (isSilent) query.set('silent', '1')
  const address = `/f/${signFrame(env().sessionSecret, frame, clock())}/${screen}?${query}${fragment}`
  const nonce = randomBytes(16).toString('base64')
  const headers = openingHeaders(frame.origin, nonce)
  return new HandOffPage(openingPage(address, nonce, theme ?? 'light'), { status, headers }, { frame, address })
}

/** Only the origin may frame the page, and only what has the nonce runs in it. */
export function openingHeaders(origin: string, nonce: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors ${origin}`,
  }
}

/** Where a page moves the frame, and whose frame that may be. */
export type Way = { readonly frame: FrameAddress; readonly address: string }

class HandOffPage extends Response {
  readonly way: Way

  constructor(html: string, init: ResponseInit, way: Way) {
    super(html, init)
    this.way = way
  }
}

/** The way of a page that `handOff` has made; null of any other answer. */
export function wayOf(page: Response): Way | null {
  return page instanceof HandOffPage ? page.way : null
}

/**
 * For whoever opens one of Bitrix24's addresses without its form: says where the app is opened. In a frame already, as of a widget that
 * is called by GET, anybody may show it, since it holds no data; otherwise nobody.
 */
export function openedOutside(request: Request, status = 200): Response {
  const isFramed = /^i?frame$/.test(request.headers.get('sec-fetch-dest') ?? '')
  const { language, theme } = readOpening(request)
  return handOff(
    { origin: isFramed ? '*' : "'none'", pages: 'state' },
    { screen: 'state/open-in-portal', language, theme },
    status,
  )
}
