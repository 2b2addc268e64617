import { ARABIC } from './messages-ar.ts'
import { GERMAN } from './messages-de.ts'
import { ENGLISH, type Messages } from './messages-en.ts'
import { SPANISH } from './messages-la.ts'
import { RUSSIAN } from './messages-ru.ts'

type Texts = { readonly locale: string; readonly messages: Messages }
type Language = Texts & { readonly name: string }

/** The portal's own pages are in English where nobody has translated them; the app in its frame is not. */
const IN_ENGLISH: Texts = { locale: 'en-GB', messages: ENGLISH }

/** All interface languages, under Bitrix24's codes, which are not BCP 47: `la` is Spanish. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  en: { name: 'English', ...IN_ENGLISH },
  de: { name: 'Deutsch', locale: 'de-DE', messages: GERMAN },
  la: { name: 'Español', locale: 'es-ES', messages: SPANISH },
  br: { name: 'Português (Brasil)', ...IN_ENGLISH },
  fr: { name: 'Français', ...IN_ENGLISH },
  it: { name: 'Italiano', ...IN_ENGLISH },
  pl: { name: 'Polski', ...IN_ENGLISH },
  ru: { name: 'Русский', locale: 'ru-RU', messages: RUSSIAN },
  ua: { name: 'Українська', ...IN_ENGLISH },
  kz: { name: 'Қазақша', ...IN_ENGLISH },
  tr: { name: 'Türkçe', ...IN_ENGLISH },
  ar: { name: 'العربية', locale: 'ar', messages: ARABIC },
  in: { name: 'हिन्दी', ...IN_ENGLISH },
  th: { name: 'ภาษาไทย', ...IN_ENGLISH },
  vn: { name: 'Tiếng Việt', ...IN_ENGLISH },
  id: { name: 'Bahasa Indonesia', ...IN_ENGLISH },
  ms: { name: 'Bahasa Melayu', ...IN_ENGLISH },
  sc: { name: '中文（简体）', ...IN_ENGLISH },
  tc: { name: '中文（繁體）', ...IN_ENGLISH },
  ja: { name: '日本語', ...IN_ENGLISH },
}

let active: Texts = IN_ENGLISH

/** Puts the whole page into a language, right-to-left where it is written so. Unknown codes stay English. */
export function setLanguage(code: string): void {
  active = LANGUAGES[code] ?? active
  document.documentElement.lang = active.locale
  document.documentElement.dir = code === 'ar' ? 'rtl' : 'ltr'
}

export const text = (key: keyof Messages): string => active.messages[key]

export const formatNumber = (value: number) => new Intl.NumberFormat(active.locale).format(value)

export const formatMoney = (value: number, currency: string) =>
  new Intl.NumberFormat(active.locale, { style: 'currency', currency }).format(value)

export const formatTime = (iso: string) =>
  new Intl.DateTimeFormat(active.locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))
