import { type Closing, findRefusal, type Meaning, restRefusals } from './refusals.ts'

/** What a failed REST call means for us. `code` is Bitrix24's, upper case, for logs. */
export type RestFailure = {
  readonly kind: Meaning
  readonly code: string
  /** Why the portal answers nobody, with `closed`. */
  readonly closing?: Closing
  /** Before then the same call would be declined again, where that is known. */
  readonly retryAt?: Date
}

/** `batch`: one command of it was refused, others may have been answered. */
type Answered = { readonly status: number | 'batch'; readonly description?: string }

/**
 * By code, whatever its case, and not by HTTP status: documentation and portals disagree on the status (_includes/system-errors.md).
 * A code that no page names passes: it is tried again.
 */
export function toRestFailure(code: string, { status, description = '' }: Answered): RestFailure {
  const upper = code.toUpperCase()
  if (typeof status === 'number' && status >= 300 && status < 400) return { kind: 'moved', code: upper }
  // Some methods refuse without a code: a refusal all the same, unless the server itself failed.
  const row = upper || isRefusal(status) ? findRefusal(restRefusals, upper, description) : null
  const named = upper || 'NO_CODE'
  if (!row) return { kind: isRefusal(status) ? 'other' : 'unreachable', code: named }
  const kind = status === 'batch' ? (row.inBatch ?? row.meaning) : row.meaning
  return { kind, code: named, ...(row.closing && { closing: row.closing }) }
}

/** Anything but silence and a server's own fault. */
function isRefusal(status: number | 'batch'): boolean {
  return status === 'batch' || (status > 0 && status < 500)
}
