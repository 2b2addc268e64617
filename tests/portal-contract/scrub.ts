import { fieldsOf } from './answer.ts'

const day = '2026-01-01T00:00:00+03:00'

/** Values that tell nothing of a portal, or that its answers would make no sense without. */
const harmless: readonly RegExp[] = [
  /^$/,
  /^[YN]$/,
  /^#[0-9a-f]{6}$/i,
  // Ids, sorting, amounts of nothing.
  /^\d{1,6}$/,
  // Events, places, codes of errors, categories of stages.
  /^ON(APP|CRM|OFFLINE|USER|TASK|IM)[A-Z_]*[0-9]{0,6}$/,
  /^CRM_[A-Z0-9_]+$/,
  /^(DYNAMIC_\d+|SMART_INVOICE)(_STAGE_\d+)?$/,
  /^DT\d+_\d+:[A-Z0-9_]{1,20}$/,
  // Kinds of fields and of people.
  /^(integer|string|text|double|money|boolean|date|datetime|user|file|url|enumeration|location|employee|extranet|email)$/,
  /^crm(_[a-z]+)?$/,
  /^dynamic_\d+$/,
]

/** Under these names there are no values of a portal's own, whatever they are. */
const openNames = new Set([
  'error',
  'currencyId',
  'LICENSE',
  'LICENSE_TYPE',
  'LICENSE_FAMILY',
  'LANGUAGE_ID',
  'status',
  'STATUS',
])
/** Under these names even a number says something about somebody. */
const closedNames = /phone|mobile|mail|amount|opportunity|tax|zip|inn$|birth|pass|token|secret|^code$/i
const isMoment = (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text)
const times = new Set(['time', 'result_time'])
const keptNames = 3

/**
 * Makes answers fit to be kept: nothing of a portal but their shape, codes, and small numbers. Whatever text is not known to be
 * harmless is replaced, the same text by the same words each time; moments become one day, and a list keeps one row of each shape.
 */
export class Scrubber {
  readonly #words = new Map<string, string>()
  readonly #counts = new Map<string, number>()

  scrub(value: unknown, name = 'text', isTime = false): unknown {
    if (typeof value === 'string') return this.#text(value, name)
    if (typeof value === 'number') return isTime || closedNames.test(name) || value > 1e6 ? 0 : value
    if (Array.isArray(value)) return this.#list(value, name, isTime)
    const fields = fieldsOf(value)
    if (!fields) return value
    return Object.fromEntries(
      Object.entries(fields).map(([key, inner]) => [key, this.scrub(inner, key, isTime || times.has(key))]),
    )
  }

  #list(values: readonly unknown[], name: string, isTime: boolean): unknown[] {
    const rows = values.map((value) => this.scrub(value, name, isTime))
    const seen = new Set<string>()
    return rows.filter((row, at) => {
      if (fieldsOf(row) === null) return at < keptNames
      const shape = JSON.stringify(row, (_, inner) => (typeof inner === 'object' ? inner : typeof inner))
      return seen.size < seen.add(shape).size
    })
  }

  #text(text: string, name: string): string {
    if (isMoment(text)) return day
    if (openNames.has(name) && /^[\w .:-]{0,60}$/.test(text)) return text
    if (!closedNames.test(name) && harmless.some((pattern) => pattern.test(text))) return text
    const known = this.#words.get(`${name} ${text}`)
    if (known) return known
    const count = (this.#counts.get(name) ?? 0) + 1
    this.#counts.set(name, count)
    const word = `${name} ${count}`
    this.#words.set(`${name} ${text}`, word)
    return word
  }
}
