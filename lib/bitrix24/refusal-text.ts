/** What a refusal says of itself. `code` is empty where it has none, as with some methods, or 0. */
export type RefusalText = { readonly code: string; readonly description: string }

/** Reads a refusal of REST, of a command of a batch, whose bare code it may be, or of an OAuth server. */
export function readRefusalText(refusal: unknown): RefusalText {
  const error = isMap(refusal) && 'error' in refusal ? refusal.error : refusal
  // The newer REST tells the code inside.
  const code = textOf(isMap(error) ? error.code : error).trim()
  const description = isMap(refusal) ? textOf(refusal.error_description) : ''
  return { code: code === '0' ? '' : code, description }
}

/** What is neither text nor number says nothing: some of it cannot even be made a text of. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
