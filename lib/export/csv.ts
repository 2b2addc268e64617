/** U+FEFF: without it a spreadsheet reads UTF-8 as the machine's old code page. */
export const byteOrderMark = '\uFEFF'

/** A number is written as it is; text is whatever somebody wrote. */
export type Cell = { readonly text: string } | { readonly number: string }

/** What a spreadsheet takes for a formula (OWASP, CSV injection), in the wide forms of East Asia too. */
const begins = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/
/** Where a spreadsheet that expects another separator would begin a cell with one. */
const wouldBegin = /([,;\t\r\n])(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g

/** Text that cannot run: an apostrophe before what would begin a formula makes it text. */
export function neutral(text: string): string {
  return `${begins.test(text) ? "'" : ''}${text.replace(wouldBegin, "$1'")}`
}

/** One line of a CSV file (RFC 4180). */
export function csvLine(cells: readonly Cell[], separator: ',' | ';'): string {
  return `${cells.map((cell) => ('number' in cell ? cell.number : quoted(neutral(cell.text), separator))).join(separator)}\r\n`
}

function quoted(text: string, separator: string): string {
  const isPlain = !text.includes(separator) && !/["\r\n]/.test(text) && text.trim() === text
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`
}

/**
 * What separates cells where decimals are written with a comma, as spreadsheets there expect; a comma elsewhere.
 * @param locale BCP 47.
 */
export function separatorOf(locale: string): ',' | ';' {
  return decimalPoint(locale) === ',' ? ';' : ','
}

/** A decimal string as the spreadsheets of that locale read a number. */
export function localNumber(decimal: string, locale: string): string {
  return decimalPoint(locale) === ',' ? decimal.replace('.', ',') : decimal
}

function decimalPoint(locale: string): string {
  const parts = new Intl.NumberFormat(locale).formatToParts(1.5)
  return parts.find((part) => part.type === 'decimal')?.value ?? '.'
}
