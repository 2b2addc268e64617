/** What JSON can carry. The simulator's answers and parameters are all of this. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonMap
export type JsonMap = {
  [key: string]: JsonValue
}

export function isMap(value: JsonValue | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A map as PHP's json_encode writes it: empty maps and maps with the keys 0..n-1 become lists. */
export function asPhpArray(map: JsonMap): JsonValue {
  const entries = Object.entries(map)
  return entries.every(([key], position) => key === String(position)) ? entries.map(([, value]) => value) : map
}

/** PHP's idea of an id in a parameter: digits, as a number or as text. Anything else is 0. */
export function asId(value: JsonValue | undefined): number {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : 0
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value.trim()) ? Number(value) : 0
}

/** A scalar parameter as text; lists, maps and absent ones are ''. */
export function asText(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** A list parameter; PHP clients may send it as a map with number keys, or as one scalar. */
export function asList(value: JsonValue | undefined): JsonValue[] {
  if (value === undefined || value === null || value === '') return []
  if (Array.isArray(value)) return value
  return isMap(value) ? Object.values(value) : [value]
}
