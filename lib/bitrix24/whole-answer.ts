/** Of a refusal that has no code of its own, as some methods have (crm-item-update.md), or 0. */
const noCode = 'NO_CODE'

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
  return { ...whole, error: isMap(error) ? error : errorCode(error) }
}

/** The code of a refusal, of a whole answer or of a batch's part. */
export function errorCode(error: unknown): string {
  const code = typeof error === 'string' || typeof error === 'number' ? String(error).trim() : ''
  return code === '' || code === '0' ? noCode : code
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
