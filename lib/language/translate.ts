import type english from './messages/en.json'

export type MessageKey = keyof typeof english

/** One text, or one text for each plural form that the language has (chosen by the value named `count`). */
export type Message = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>
export type Messages = Readonly<Record<MessageKey, Message>>
export type MessageValues = Readonly<Record<string, string | number>>

const pluralRules = new Map<string, Intl.PluralRules>()
const numberFormats = new Map<string, Intl.NumberFormat>()

function remember<T>(cache: Map<string, T>, locale: string, make: () => T): T {
  const known = cache.get(locale)
  if (known !== undefined) return known
  const made = make()
  cache.set(locale, made)
  return made
}

/** A number in the locale's own digits and groups. */
export function formatNumber(locale: string, value: number): string {
  return remember(numberFormats, locale, () => new Intl.NumberFormat(locale)).format(value)
}

function pick(message: Message, locale: string, count: unknown): string {
  if (typeof message === 'string') return message
  const rules = remember(pluralRules, locale, () => new Intl.PluralRules(locale))
  const form = rules.select(typeof count === 'number' ? count : 0)
  return message[form] ?? message.other ?? ''
}

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}]/u

/** What somebody else wrote, set apart where two directions meet, so that neither reorders the other (UAX 9: FSI … PDI). */
function isolate(value: string, text: string): string {
  return rightToLeft.test(text) || rightToLeft.test(value) ? `\u2068${value}\u2069` : value
}

/** Fills `{name}` placeholders; a placeholder without a value stays visible, so that a test or a reader notices. */
export function translate(messages: Messages, locale: string, key: MessageKey, values: MessageValues = {}): string {
  const text = pick(messages[key], locale, values.count)
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name]
    if (value === undefined) return placeholder
    return typeof value === 'number' ? formatNumber(locale, value) : isolate(value, text)
  })
}
