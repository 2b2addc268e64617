import { readRefusalText } from '#lib/bitrix24/refusal-text.ts'

/** What a portal or an OAuth server answered, as it came. */
export type Answer = {
  /** The method, or `POST /oauth/token/`. */
  readonly asked: string
  /** 0 where nothing came, or no JSON. */
  readonly status: number
  readonly body: unknown
}

export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
}

export function resultOf({ body }: Answer): unknown {
  return fieldsOf(body)?.result
}

export function isRefused({ body }: Answer): boolean {
  const fields = fieldsOf(body)
  return fields !== null && 'error' in fields
}

/** The code of a refusal, empty where it has none; null where the answer is no refusal. */
export function codeOf(answer: Answer): string | null {
  return isRefused(answer) ? readRefusalText(answer.body).code : null
}

export function descriptionOf({ body }: Answer): string {
  const text = fieldsOf(body)?.error_description
  return typeof text === 'string' ? text : ''
}

/** Rows of a list: the result itself, or what stands in it under this name. */
export function rowsOf(answer: Answer, name?: string): readonly Fields[] {
  const result = resultOf(answer)
  const list: unknown = name === undefined ? result : fieldsOf(result)?.[name]
  return Array.isArray(list) ? list.map(fieldsOf).filter((row) => row !== null) : []
}

/** A list of names, as `scope` and `events` answer. */
export function namesOf(answer: Answer): readonly string[] {
  const result = resultOf(answer)
  return Array.isArray(result) ? result.filter((name) => typeof name === 'string') : []
}
