import { readRefusalText } from './refusal-text.ts'

/** What the SDK itself calls a refusal without a code, where it notices one: it takes no empty one. */
const uncoded = 'JSSDK_UNKNOWN_ERROR'

/**
 * A REST answer with everything that the SDK demands. `result` alone makes an answer: an older box leaves out `time`, or parts of it
 * (settings/cloud-and-on-premise/on-premise/versions.md). `error` makes a refusal, also where it is empty or a number, which the SDK
 * takes for success. What is neither stays as it is.
 */
export function wholeAnswer(body: unknown): unknown {
  if (!isMap(body)) return body
  const { error, time, ...rest } = body
  const whole = { ...rest, time: isMap(time) ? time : {} }
  if (error === undefined || error === null) return whole
  return { ...whole, error: isMap(error) ? error : readRefusalText(error).code || uncoded }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
