import 'server-only'
import { admit } from './admit.ts'
import { readRefusalText } from './refusal-text.ts'
import { isNamedOutcome } from './refusals.ts'
import type { RestAccess } from './rest-access.ts'
import { type RestBudget, restBudget } from './rest-budget.ts'
import { sendRest } from './rest-client.ts'
import { type RestFailure, toRestFailure } from './rest-error.ts'
import { recordRefusedCommand } from './rest-record.ts'
import { type RestTime, readTime } from './rest-time.ts'

export type Command = { readonly method: string; readonly params: Record<string, unknown> }

/** What each command of a batch answered, by its key. */
export type BatchAnswer =
  | {
      readonly ok: true
      readonly results: ReadonlyMap<string, unknown>
      readonly failures: ReadonlyMap<string, RestFailure>
      /** How many rows a list has in all, where it was asked with a `start` that counts. */
      readonly totals: ReadonlyMap<string, number>
      /** The portal's own clock when it began to answer; null where it did not say. */
      readonly portalTime: Date | null
    }
  | { readonly ok: false; readonly failure: RestFailure }

export const maxCommands = 50

/**
 * Up to 50 commands in one request (settings/how-to-call-rest-api/batch.md): it counts once for the rate, each command
 * fully for the operating time of its method. HTTP 200 also where commands failed. Commands of a method that pauses are not
 * sent: they fail as the portal would let them.
 * @throws RangeError for more than 50 commands.
 */
export async function callBatch(access: RestAccess, commands: ReadonlyMap<string, Command>): Promise<BatchAnswer> {
  if (commands.size > maxCommands) throw new RangeError(`A batch takes ${maxCommands} commands, not ${commands.size}.`)
  if (commands.size === 0)
    return { ok: true, results: new Map(), failures: new Map(), totals: new Map(), portalTime: null }
  const budget = restBudget(access)
  const methods = [...commands.values()].map(({ method }) => method)
  const admission = await admit(access, methods, 'batch')
  if (!admission.ok) return admission
  const failures = new Map<string, RestFailure>()
  const cmd: Record<string, string> = {}
  for (const [key, { method, params }] of commands) {
    const failure = admission.held.get(method)
    if (failure) failures.set(key, failure)
    else cmd[key] = `${method}?${encodeQuery(params)}`
  }
  const answer = await sendRest(access, 'batch', { halt: 0, cmd })
  if (!answer.ok) return { ok: false, failure: answer.failure }
  const body = answer.result as { [part in 'result' | `result_${'error' | 'total' | 'time'}`]?: unknown } | null
  const times = new Map(entries(body?.result_time).map(([key, time]) => [key, readTime(time)]))
  recordTimes(budget, commands, times)
  for (const [key, error] of entries(body?.result_error)) {
    const { code, description } = readRefusalText(error)
    const failure = toRestFailure(code, { status: 'batch', description })
    const method = commands.get(key)?.method
    if (method && failure.kind === 'operation_limit') {
      const retryAt = budget.block(method, times.get(key)?.resetInMs ?? null)
      failures.set(key, { ...failure, retryAt })
    } else failures.set(key, failure)
  }
  recordUnnamed(access.portalId, commands, failures, budget.clock())
  const results = new Map(entries(body?.result))
  const totals = new Map(entries(body?.result_total).map(([key, total]) => [key, Number(total)] as const))
  return { ok: true, results, failures, totals, portalTime: answer.time?.portalTime ?? null }
}

/** Refusals that have no row, once for each method, so that an admin can be told of them. */
function recordUnnamed(
  portalId: string | null,
  commands: ReadonlyMap<string, Command>,
  failures: ReadonlyMap<string, RestFailure>,
  at: Date,
): void {
  const unnamed = new Map<string, { method: string; code: string }>()
  for (const [key, { code }] of failures) {
    const method = commands.get(key)?.method ?? 'batch'
    if (!isNamedOutcome(code)) unnamed.set(`${method} ${code}`, { method, code })
  }
  for (const refusal of unnamed.values()) recordRefusedCommand(portalId, { ...refusal, at })
}

/** Stands for a number in the answer of an earlier command of the same batch: `$result[key][items][49][id]`. */
export function resultOf(key: string, ...path: readonly (string | number)[]): string {
  return `$result${[key, ...path].map((step) => `[${step}]`).join('')}`
}

/** Each method's number grows from command to command: the last one counts. */
function recordTimes(
  budget: RestBudget,
  commands: ReadonlyMap<string, Command>,
  times: ReadonlyMap<string, RestTime | null>,
): void {
  const last = new Map<string, RestTime>()
  for (const [key, { method }] of commands) {
    const time = times.get(key)
    if (time) last.set(method, time)
  }
  for (const [method, time] of last) budget.record(method, time)
}

/** PHP answers an empty map as `[]`. */
function entries(map: unknown): [string, unknown][] {
  return typeof map === 'object' && map !== null ? Object.entries(map) : []
}

/** PHP-style nested query: `{ filter: { '>id': 5 } }` → `filter[%3Eid]=5`. Free text must not come in here (batch.md, `$result`). */
export function encodeQuery(params: Record<string, unknown>): string {
  return pairs(params, '').join('&')
}

function pairs(value: unknown, path: string): string[] {
  if (value === null || value === undefined) return []
  if (typeof value !== 'object') return [`${path}=${encodeURIComponent(String(value))}`]
  return Object.entries(value).flatMap(([key, inner]) => {
    const encoded = encodeURIComponent(key)
    return pairs(inner, path === '' ? encoded : `${path}[${encoded}]`)
  })
}
