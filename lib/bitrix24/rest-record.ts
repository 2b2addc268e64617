import { counter, histogram } from '../platform/metrics.ts'
import { once } from '../platform/once.ts'
import type { Meaning } from './refusals.ts'

const buckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]

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
  counter('spf_rest_calls_total', { help: 'REST requests by outcome.', labels: ['outcome'] }).inc({ outcome: kind })
  histogram('spf_rest_seconds', { help: 'How long portals take to answer.', buckets }).observe(call.durationMs / 1_000)
  if (portalId !== null) keeper().keep?.({ portalId, ...call })
}
