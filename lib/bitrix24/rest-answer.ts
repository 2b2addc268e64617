import { readRefusalText } from './refusal-text.ts'
import { type RestFailure, toRestFailure } from './rest-error.ts'
import { type RestTime, readTime } from './rest-time.ts'

export type RestAnswer =
  | { readonly ok: true; readonly result: unknown; readonly time: RestTime | null }
  | { readonly ok: false; readonly failure: RestFailure; readonly time: RestTime | null }

/**
 * What a portal answered. `result` alone makes an answer: an older box leaves out `time`, or parts of it
 * (settings/cloud-and-on-premise/on-premise/versions.md). `error` makes a refusal, whatever the status, also where it is empty or a
 * number. What has neither is a page of a proxy, mostly.
 */
export function readRestAnswer(status: number, body: unknown): RestAnswer {
  const { result, error, time: told } = isMap(body) ? body : {}
  const time = readTime(told)
  if (error !== undefined && error !== null) {
    const { code, description } = readRefusalText(body)
    return { ok: false, failure: toRestFailure(code, { status, description }), time }
  }
  if (status >= 200 && status < 300 && result !== undefined) return { ok: true, result, time }
  const code = status >= 400 && status < 500 ? `HTTP_${status}` : 'NO_RESULT'
  return { ok: false, failure: toRestFailure(code, { status }), time }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
