import { asPhpArray, isMap, type JsonMap, type JsonValue } from './json-value.ts'

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/** Encodes like PHP's http_build_query (RFC 1738): brackets percent-encoded, space as +, null and empty lists left out. */
export function encodePhpQuery(value: JsonMap): string {
  const pairs: string[] = []
  const walk = (name: string, part: JsonValue): void => {
    if (part === null) return
    if (typeof part === 'object') {
      for (const [key, inner] of Object.entries(part)) walk(`${name}[${key}]`, inner)
      return
    }
    const text = typeof part === 'boolean' ? (part ? '1' : '0') : String(part)
    pairs.push(`${encode(name)}=${encode(text)}`)
  }
  for (const [key, part] of Object.entries(value)) walk(key, part)
  return pairs.join('&')
}

/** Decodes a query or form body into nested values the way PHP fills $_POST: `a[b][]=1` becomes { a: { b: ['1'] } }. */
export function decodePhpQuery(text: string): JsonMap {
  const root: JsonMap = Object.create(null)
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const cut = pair.indexOf('=')
    const path = pathOf(decode(cut < 0 ? pair : pair.slice(0, cut)))
    if (path.some((key) => FORBIDDEN.has(key))) continue
    put(root, path, decode(cut < 0 ? '' : pair.slice(cut + 1)))
  }
  const out: JsonMap = {}
  for (const [key, value] of Object.entries(root)) out[key] = withLists(value)
  return out
}

function pathOf(name: string): string[] {
  const open = name.indexOf('[')
  if (open <= 0) return [name]
  const inner = [...name.slice(open).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '')
  return [name.slice(0, open), ...inner]
}

function put(root: JsonMap, path: string[], value: string): void {
  let at = root
  path.forEach((step, depth) => {
    const key = step === '' && depth > 0 ? String(Object.keys(at).length) : step
    if (depth === path.length - 1) {
      at[key] = value
      return
    }
    const next = at[key]
    if (isMap(next)) {
      at = next
    } else {
      const made: JsonMap = Object.create(null)
      at[key] = made
      at = made
    }
  })
}

function withLists(value: JsonValue): JsonValue {
  if (!isMap(value)) return value
  const out: JsonMap = {}
  for (const [key, inner] of Object.entries(value)) out[key] = withLists(inner)
  return asPhpArray(out)
}

function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}
