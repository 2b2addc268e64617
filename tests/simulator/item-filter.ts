import { isMap, type JsonMap, type JsonValue } from './json-value.ts'
import { RestError } from './rest-error.ts'

const OPERATORS = ['!=%', '>=', '<=', '!=', '!@', '!%', '=%', '%=', '>', '<', '@', '%', '=', '!'] as const
type Operator = (typeof OPERATORS)[number]
type Test = (row: JsonMap) => boolean

/** Turns a filter with prefixed keys into a test of a row (crm/universal/crm-item-list.md). A field that may not be filtered by is refused. */
export function compileFilter(filter: JsonMap, isField: (name: string) => boolean): Test {
  const anyOf = String(filter.logic ?? '').toUpperCase() === 'OR'
  const tests: Test[] = []
  for (const [key, value] of Object.entries(filter)) {
    if (key === 'logic') continue
    if (/^\d+$/.test(key) && isMap(value)) {
      tests.push(compileFilter(value, isField))
      continue
    }
    const operator: Operator = OPERATORS.find((candidate) => key.startsWith(candidate)) ?? '='
    const name = key.startsWith(operator) ? key.slice(operator.length) : key
    if (!isField(name)) {
      throw new RestError('INVALID_ARG_VALUE', `Invalid filter: field '${name}' is not allowed in filter`)
    }
    // Also where a `$result` reference leads nowhere: after a short page the next command of a chain fails.
    if (/^[<>]/.test(operator) && (typeof value === 'object' || value === '')) {
      throw new RestError('INVALID_ARG_VALUE', `Invalid filter: field '${key}' has invalid value`)
    }
    tests.push(compare(name, operator, value))
  }
  return anyOf ? (row) => tests.some((test) => test(row)) : (row) => tests.every((test) => test(row))
}

function compare(name: string, operator: Operator, value: JsonValue): Test {
  const wanted = new Set((Array.isArray(value) ? value : [value]).map((one) => comparable(name, one)))
  const one = comparable(name, Array.isArray(value) ? (value[0] ?? null) : value)
  const pattern = String(Array.isArray(value) ? '' : value)
    .toLowerCase()
    .replaceAll('%', '')
  const has = (row: JsonMap) =>
    String(row[name] ?? '')
      .toLowerCase()
      .includes(pattern)
  const at = (row: JsonMap) => comparable(name, row[name] ?? null)
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
    case '=%':
    case '%=':
      return has
    case '!%':
    case '!=%':
      return (row) => !has(row)
    default:
      return (row) => wanted.has(at(row))
  }
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
export function compileOrder(wanted: JsonMap, isField: (name: string) => boolean): (a: JsonMap, b: JsonMap) => number {
  const keys = Object.entries(wanted).map(([name, direction]) => {
    const text = String(direction).toUpperCase()
    if (!isField(name))
      throw new RestError('INVALID_ARG_VALUE', `Invalid order: field '${name}' is not allowed in order`)
    if (text !== 'ASC' && text !== 'DESC') {
      throw new RestError(
        'INVALID_ARG_VALUE',
        `Invalid order: allowed sort directions are \`ASC, DESC\`. But got '${text}' for field '${name}'`,
      )
    }
    return { name, sign: text === 'ASC' ? 1 : -1 }
  })
  return (a, b) => {
    for (const { name, sign } of keys) {
      const by = order(comparable(name, a[name] ?? null), comparable(name, b[name] ?? null))
      if (by !== 0) return by * sign
    }
    return 0
  }
}
