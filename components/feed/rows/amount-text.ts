import type { Amount } from '#lib/feed/feed-item.ts'

const formats = new Map<string, Intl.NumberFormat>()

function formatOf(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const made = new Intl.NumberFormat(locale, { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' })
  formats.set(key, made)
  return made
}

/** From right to left the dollar of `US$` would jump before its letters; a left-to-right mark keeps it there (UAX 9). */
function symbolOf(text: string): string {
  return text.replace(/(?<=\u200f.*[A-Z])\p{Sc}/u, '$&\u200e')
}

/** `€1,500` in the viewer's own way of writing; the bare figures where a portal has a currency that nobody else knows. */
export function amountText(locale: string, { value, currency }: Amount): string {
  try {
    return symbolOf(formatOf(locale, currency).format(Number(value)))
  } catch {
    return `${value} ${currency}`
  }
}
