/**
 * Bitrix24's own codes, eight of which are not BCP 47 (`LANG` of the launch query, `language_id` of a portal), with the
 * locale for Intl. Digits and years stand as in the CRM's own pages: Latin ones in Arabic, no Buddhist calendar in Thai.
 */
const locales = {
  ar: 'ar-u-nu-latn',
  br: 'pt-BR',
  de: 'de',
  en: 'en',
  fr: 'fr',
  id: 'id',
  in: 'hi',
  it: 'it',
  ja: 'ja',
  kz: 'kk',
  la: 'es',
  ms: 'ms',
  pl: 'pl',
  ru: 'ru',
  sc: 'zh-Hans',
  tc: 'zh-Hant',
  th: 'th-u-ca-gregory',
  tr: 'tr',
  ua: 'uk',
  vn: 'vi',
} as const

export type LanguageCode = keyof typeof locales

/** How one Bitrix24 interface language is shown: `tag` (BCP 47) for `lang`, `locale` for numbers, dates and plurals. */
export type Language = {
  readonly code: LanguageCode
  readonly tag: string
  readonly locale: string
  readonly direction: 'ltr' | 'rtl'
}

/** How the proxy hands Bitrix24's code of a page's address (`?lang=`) to whoever renders the page. */
export const languageHeader = 'x-frame-language'

function isLanguageCode(code: string): code is LanguageCode {
  return Object.hasOwn(locales, code)
}

/** Bitrix24's code in whatever a request says, null where it is none. */
export function codeIn(text: string | null | undefined): LanguageCode | null {
  const code = (text ?? '').toLowerCase()
  return isLanguageCode(code) ? code : null
}

export const languageCodes: readonly LanguageCode[] = Object.keys(locales).filter(isLanguageCode)

/** The language for a Bitrix24 code; English for a code that Bitrix24 does not have. */
export function languageOf(code: string | null | undefined): Language {
  const known = codeIn(code) ?? 'en'
  const locale = locales[known]
  return { code: known, tag: new Intl.Locale(locale).baseName, locale, direction: known === 'ar' ? 'rtl' : 'ltr' }
}

/** "zh-Hant" for "zh-TW": what two tags of one written language have in common. Null for `*` and other non-tags. */
function writtenLanguage(tag: string): string | null {
  try {
    const { language, script } = new Intl.Locale(tag).maximize()
    return `${language}-${script}`
  } catch {
    return null
  }
}

const byWritten: ReadonlyMap<string | null, LanguageCode> = new Map(
  languageCodes.map((code) => [writtenLanguage(locales[code]), code]),
)

/** The language of a browser, which has never heard of Bitrix24's codes: the most wished for that Bitrix24 has. */
export function languageFromHeader(acceptLanguage: string | null): Language {
  for (const wanted of rangesOf(acceptLanguage ?? '').map(writtenLanguage)) {
    const code = byWritten.get(wanted)
    if (code !== undefined) return languageOf(code)
  }
  return languageOf('en')
}

/** Browsers send a handful. Looking one up costs time, and a header has room for thousands. */
const maxRanges = 16

/** The first ranges of `Accept-Language` (RFC 9110, 12.5.4) by their weights; those of one weight as they stand. */
function rangesOf(acceptLanguage: string): string[] {
  const weighed = acceptLanguage.split(',', maxRanges).map((range) => {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim())
    const weight = parameters.map((part) => /^q=(\d(?:\.\d*)?)$/i.exec(part)?.[1]).find((q) => q !== undefined)
    return { tag, weight: weight === undefined ? 1 : Number(weight) }
  })
  const wished = weighed.filter(({ weight }) => weight > 0)
  return wished.toSorted((left, right) => right.weight - left.weight).map(({ tag }) => tag)
}

/** The language of a page: that of Bitrix24's code, and the browser's where there is no code or none that Bitrix24 has. */
export function languageFor(code: string | null | undefined, acceptLanguage: string | null): Language {
  const known = codeIn(code)
  return known === null ? languageFromHeader(acceptLanguage) : languageOf(known)
}
