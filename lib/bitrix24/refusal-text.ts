/** What a refusal says of itself. `code` is empty where it has none, as with some methods, or 0. */
export type RefusalText = { readonly code: string; readonly description: string }

/** Reads a refusal of REST, of a command of a batch, whose bare code it may be, or of an OAuth server. */
export function readRefusalText(refusal: unknown): RefusalText {
  const isMap = typeof refusal === 'object' && refusal !== null
  const error = isMap && 'error' in refusal ? refusal.error : refusal
  const code = textOf(error).trim()
  const description = isMap && 'error_description' in refusal ? textOf(refusal.error_description) : ''
  return { code: code === '0' ? '' : code, description }
}

/** What is neither text nor number says nothing: some of it cannot even be made a text of. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
