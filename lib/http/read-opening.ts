import { type LanguageCode, languageFor } from '../language/language.ts'
import { canonicalHost } from '../platform/canonical-host.ts'
import { type Theme, themeIn } from '../preferences/theme.ts'

/** What a request into the frame says before anything of it is proved: enough for a page of words without data. */
export type Opening = {
  /** Who may frame such a page: the one that asked for it, as the browser or else the query says; anybody where neither does. */
  readonly origin: string
  readonly language: LanguageCode
  /** The portal's own, where it says so. */
  readonly theme: Theme | null
}

/** Reads only query and headers, so that a page can be shown whatever the body holds. */
export function readOpening(request: Request): Opening {
  const query = new URL(request.url).searchParams
  return {
    origin: openerOf(request) ?? claimedOrigin(query) ?? '*',
    language: languageFor(query.get('LANG'), request.headers.get('accept-language')).code,
    theme: themeIn(query.get('THEME')),
  }
}

/** The page that submitted the form, which the browser names in `Origin`; null where it does not. */
export function openerOf(request: Request): string | null {
  const url = URL.parse(request.headers.get('origin') ?? '')
  const host = canonicalHost(url?.host ?? '')
  if (!url || host === null || !/^https?:$/.test(url.protocol)) return null
  return `${url.protocol}//${host}`
}

function claimedOrigin(query: URLSearchParams): string | null {
  const host = canonicalHost(query.get('DOMAIN') ?? '')
  return host === null ? null : `${query.get('PROTOCOL') === '0' ? 'http' : 'https'}://${host}`
}
