import { count, observe } from '../platform/metrics.ts'
import { once } from '../platform/once.ts'
import type { Meaning } from './refusals.ts'

/** One REST call for the log that support reads and the Market demands (market/preparing-to-publish): no token, no body. */
export type RestRecord = {
  readonly portalId: string
  readonly method: string
  /** `ok`, or Bitrix24's error code, upper case. */
  readonly outcome: string
  readonly durationMs: number
  readonly operatingMs: number
  readonly at: Date
}

type Keeper = (record: RestRecord) => void

function keeper() {
  return once('rest-keeper', () => ({ keep: null as Keeper | null }))
}

/** Says who keeps the records of this process's calls. */
export function writeRestRecordsTo(keep: Keeper): void {
  keeper().keep = keep
}

type Refused = { readonly method: string; readonly code: string; readonly at: Date }

/** Keeps what a command of a batch, or a refresh of tokens, was refused with: for REST's limits neither is a request. */
export function recordRefusedCommand(portalId: string | null, { method, code, at }: Refused): void {
  if (portalId === null) return
  keeper().keep?.({ portalId, method, outcome: code, durationMs: 0, operatingMs: 0, at })
}

/** Counts a call, and keeps its record where its portal is known. */
export function recordRestCall(
  portalId: string | null,
  { kind, ...call }: Omit<RestRecord, 'portalId'> & { readonly kind: 'ok' | Meaning },
): void {
  count('spf_rest_calls_total', { outcome: kind })
  observe('spf_rest_seconds', {}, call.durationMs / 1_000)
  if (portalId !== null) keeper().keep?.({ portalId, ...call })
}
