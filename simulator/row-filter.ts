import { asId, asText, isMap, type JsonMap, type JsonValue } from './json-value.ts'
import { RestError } from './rest-error.ts'
import { page, param } from './rest-method.ts'

const OPERATORS = ['!=%', '!%=', '>=', '<=', '!=', '!@', '!%', '=%', '%=', '>', '<', '@', '%', '=', '!'] as const
type Operator = (typeof OPERATORS)[number]
type Test = (row: JsonMap) => boolean

/** What may be filtered and ordered by, and whether any other name is refused or counts for nothing. */
export type Fields = {
  has: (name: string) => boolean
  others: 'refused' | 'ignored'
}

/** A filter as a client of PHP may write it: what stands under numbers alone arrives as a list. */
export function filterMap(value: JsonValue | undefined): JsonMap {
  if (Array.isArray(value)) return Object.fromEntries(Object.entries(value))
  return isMap(value) ? value : {}
}

/** Turns a filter with prefixed keys into a test of a row (crm/universal/crm-item-list.md, user-defined-object-types/crm-type-list.md). */
export function compileFilter(filter: JsonMap, fields: Fields): Test {
  const anyOf = asText(filter.logic).toUpperCase() === 'OR'
  const tests: Test[] = []
  for (const [key, value] of Object.entries(filter)) {
    if (key === 'logic') continue
    if (/^\d+$/.test(key) && typeof value === 'object') {
      tests.push(compileFilter(filterMap(value), fields))
      continue
    }
    const operator: Operator = OPERATORS.find((candidate) => key.startsWith(candidate)) ?? '='
    const name = key.startsWith(operator) ? key.slice(operator.length) : key
    if (!fields.has(name)) {
      if (fields.others === 'ignored') continue
      throw new RestError('INVALID_ARG_VALUE', `Invalid filter: field '${name}' is not allowed in filter`)
    }
    // Also where a `$result` reference leads nowhere: after a short page the next command of a chain fails.
    if (/^[<>]/.test(operator) && typeof value === 'object' && value !== null) {
      throw new RestError('INVALID_ARG_VALUE', `Invalid filter: field '${key}' has invalid value`)
    }
    tests.push(compare(name, operator, value))
  }
  return anyOf ? (row) => tests.some((test) => test(row)) : (row) => tests.every((test) => test(row))
}

function compare(name: string, operator: Operator, value: JsonValue): Test {
  const values = Array.isArray(value) ? value : [value]
  const wanted = new Set(values.map((one) => comparable(name, one)))
  const one = comparable(name, values[0] ?? null)
  const at = (row: JsonMap) => comparable(name, row[name] ?? null)
  const isLike = (row: JsonMap) => values.some((each) => like(asText(row[name]), asText(each)))
  const contains = (row: JsonMap) => values.some((each) => like(asText(row[name]), `%${asText(each)}%`))
  switch (operator) {
    case '>':
      return (row) => order(at(row), one) > 0
    case '>=':
      return (row) => order(at(row), one) >= 0
    case '<':
      return (row) => order(at(row), one) < 0
    case '<=':
      return (row) => order(at(row), one) <= 0
    case '!':
    case '!=':
    case '!@':
      return (row) => !wanted.has(at(row))
    case '%':
      return contains
    case '!%':
      return (row) => !contains(row)
    case '=%':
    case '%=':
      return isLike
    case '!=%':
    case '!%=':
      return (row) => !isLike(row)
    default:
      return (row) => wanted.has(at(row))
  }
}

/** SQL's LIKE, where `%` is anything: a pattern without one is the whole text, whatever its case. */
function like(text: string, pattern: string): boolean {
  const source = pattern.split('%').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${source.join('.*')}$`, 'isu').test(text)
}

/** Numbers and numeric text alike, times by their moment, the rest as text. */
function comparable(name: string, value: JsonValue): string | number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value !== 'string' || value === '') return ''
  if (/(Time|date)$/.test(name)) return Date.parse(value) || value
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
}

function order(left: string | number, right: string | number): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  return String(left) < String(right) ? -1 : String(left) > String(right) ? 1 : 0
}

/** Sorts rows by an order map like `{ id: 'ASC' }`; the first key decides. */
export function compileOrder(wanted: JsonMap, fields: Fields): (a: JsonMap, b: JsonMap) => number {
  const isRefusing = fields.others === 'refused'
  const given = Object.entries(wanted).filter(([name]) => isRefusing || fields.has(name))
  const keys = given.map(([name, direction]) => {
    const text = asText(direction).toUpperCase()
    if (!fields.has(name)) {
      throw new RestError('INVALID_ARG_VALUE', `Invalid order: field '${name}' is not allowed in order`)
    }
    if (isRefusing && text !== 'ASC' && text !== 'DESC') {
      throw new RestError(
        'INVALID_ARG_VALUE',
        `Invalid order: allowed sort directions are \`ASC, DESC\`. But got '${text}' for field '${name}'`,
      )
    }
    return { name, sign: text === 'DESC' ? -1 : 1 }
  })
  return (a, b) => {
    for (const { name, sign } of keys) {
      const by = order(comparable(name, a[name] ?? null), comparable(name, b[name] ?? null))
      if (by !== 0) return by * sign
    }
    return 0
  }
}

/** The rows that a filter leaves, in their order, a page of them (crm/universal/user-defined-object-types/crm-type-list.md). */
export function listRows(rows: JsonMap[], params: JsonMap, fields: Fields) {
  const test = compileFilter(filterMap(param(params, 'filter')), fields)
  const inOrder = compileOrder(filterMap(param(params, 'order')), fields)
  return page(rows.filter(test).sort(inOrder), asId(param(params, 'start')))
}
