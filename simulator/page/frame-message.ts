/** One command of the app's frame. `params` is undefined when the frame sent none. */
export type FrameMessage = { command: string; params: unknown; callback: string; appSid: string }

/**
 * Reads what `BX24`/B24Frame posts: `command[:JSON]:callback:appSid`, or an object of the same fields when the
 * command's own name holds a colon. JSON holds colons too, so the fields are counted from both ends.
 * Anything else is null.
 */
export function parseFrameMessage(data: unknown): FrameMessage | null {
  if (typeof data === 'string') return parseString(data)
  if (typeof data !== 'object' || data === null) return null
  const { method, params, callback, appSid } = data as Record<string, unknown>
  if (typeof method !== 'string' || typeof appSid !== 'string') return null
  return { command: method, params: params || undefined, callback: String(callback ?? ''), appSid }
}

function parseString(data: string): FrameMessage | null {
  const fields = data.split(':')
  const appSid = fields.pop()
  const callback = fields.pop()
  const command = fields.shift()
  if (!command || callback === undefined || !appSid) return null
  const json = fields.join(':')
  try {
    return { command, params: json ? JSON.parse(json) : undefined, callback, appSid }
  } catch {
    return null
  }
}

/** `callback:JSON`, with nothing after the colon when there is no result. */
export const formatFrameReply = (callback: string, result?: unknown): string =>
  `${callback}:${result === undefined ? '' : JSON.stringify(result)}`
