/** What a refusal says of itself. `code` is empty where it has none, as with some methods, or 0. */
export type RefusalText = { readonly code: string; readonly description: string }

/** Reads a refusal of REST, of a command of a batch, whose bare code it may be, or of an OAuth server. */
export function readRefusalText(refusal: unknown): RefusalText {
  const isMap = typeof refusal === 'object' && refusal !== null
  const error = isMap && 'error' in refusal ? refusal.error : refusal
  const description = isMap && 'error_description' in refusal ? String(refusal.error_description ?? '') : ''
  const code = typeof error === 'string' || typeof error === 'number' ? String(error).trim() : ''
  return { code: code === '0' ? '' : code, description }
}
