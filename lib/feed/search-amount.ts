/** Currencies in letters, folded: codes that exist, and what people write. Other letters are none: `v2` is a version, `q4` a quarter. */
const currencies = [
  ...Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()),
  ...'kr zł kc ft lei лв руб грн тг tl rs rp rm fr đ 円 元 원 บาท'.split(' '),
].join('|')
/** Marks of direction, spaces and apostrophes between groups of figures, and what says in which currency, at either end. */
const aside = new RegExp(
  `[\\u200e\\u200f\\s'’]|^(?:\\p{Letter}{0,3}\\p{Sc}|${currencies})|(?:\\p{Sc}|${currencies})$`,
  'gu',
)
const grouped = /^\d{1,3}(?:[.,]\d{2,3})*[.,]\d{3}$/
const decimal = /^(\d+|\d{1,3}(?:[.,]\d{2,3})*[.,]\d{3})[.,](\d{1,4})$/

/** Each number that somebody may mean who writes an amount as people do somewhere, as a decimal without grouping: `1.500` is two of them. */
export function amountsIn(folded: string): string[] {
  const text = folded.trim().replace(aside, '')
  if (text.length > 24) return []
  const found = /^\d+$/.test(text) || grouped.test(text) ? [text.replace(/\D/g, '')] : []
  const [, whole = '', fraction = ''] = decimal.exec(text) ?? []
  if (whole !== '') found.push(`${whole.replace(/\D/g, '')}.${fraction}`)
  return [...new Set(found.map(canonical))].filter((amount) => amount !== '0')
}

/** As the database writes it: no zeros that say nothing. */
function canonical(amount: string): string {
  const [whole = '', fraction = ''] = amount.split('.')
  const bare = [whole.replace(/^0+(?=\d)/, ''), fraction.replace(/0+$/, '')]
  return bare[1] === '' ? (bare[0] ?? '') : bare.join('.')
}

/** Whether an amount is one of these; of one that has hundredths the whole part is enough. */
export function isAmountOf(value: string, wanted: readonly string[]): boolean {
  return wanted.includes(value) || wanted.includes(value.split('.')[0] ?? '')
}
