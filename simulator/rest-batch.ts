import { asPhpArray, asText, isMap, type JsonMap, type JsonValue } from './json-value.ts'
import { decodePhpQuery } from './php-query.ts'
import { type Caller, callMethod } from './rest-call.ts'
import { RestError } from './rest-error.ts'
import { param } from './rest-method.ts'

const MAX_COMMANDS = 50

/** What the commands have answered so far, by their keys. */
type Answers = Record<'result' | 'error' | 'total' | 'next' | 'time', JsonMap>

/** The commands of a batch, by key: "method?query" (settings/how-to-call-rest-api/batch.md). */
export function batchCommands(params: JsonMap): [string, string][] {
  const cmd = param(params, 'cmd')
  const entries = Array.isArray(cmd)
    ? cmd.map((text, key) => [String(key), text] as const)
    : Object.entries(isMap(cmd) ? cmd : {})
  return entries.map(([key, text]) => [key, asText(text)])
}

/** Runs the commands one after the other. Failures are in result_error; empty maps come out as PHP writes them: []. */
export function runBatch(caller: Caller, params: JsonMap): JsonMap {
  const halt = ['1', 'true', 'Y'].includes(asText(param(params, 'halt')))
  const done: Answers = { result: {}, error: {}, total: {}, next: {}, time: {} }
  for (const [position, [key, command]] of batchCommands(params).entries()) {
    try {
      if (position >= MAX_COMMANDS) throw new RestError('ERROR_BATCH_LENGTH_EXCEEDED', 'Max batch length exceeded')
      const { method, query } = parseCommand(command, done)
      if (method.toLowerCase() === 'batch') {
        throw new RestError('ERROR_BATCH_METHOD_NOT_ALLOWED', 'Method is not allowed for batch usage', 405)
      }
      const answer = callMethod(caller, method, query, true)
      done.result[key] = answer.result
      done.time[key] = answer.time
      if (answer.total !== undefined) done.total[key] = answer.total
      if (answer.next !== undefined) done.next[key] = answer.next
    } catch (error) {
      if (!(error instanceof RestError)) throw error
      done.error[key] = error.body()
      if (error.time) done.time[key] = error.time
      if (halt) break
    }
  }
  return {
    result: asPhpArray(done.result),
    result_error: asPhpArray(done.error),
    result_total: asPhpArray(done.total),
    result_next: asPhpArray(done.next),
    result_time: asPhpArray(done.time),
  }
}

function parseCommand(command: string, done: Answers): { method: string; query: JsonMap } {
  const cut = command.indexOf('?')
  const method = cut < 0 ? command : command.slice(0, cut)
  const query = cut < 0 ? {} : decodePhpQuery(command.slice(cut + 1))
  return { method: method.trim().replace(/^\//, ''), query: substituted(query, done) as JsonMap }
}

/**
 * `$result[key][field]` stands for what an earlier command answered (settings/how-to-call-rest-api/batch.md), as portals have it in any
 * case and anywhere in a value; so do `$total`, `$next`, `$time` and `$error`. One that leads nowhere stands for what it has reached.
 */
function substituted(value: JsonValue, done: Answers): JsonValue {
  if (Array.isArray(value)) return value.map((inner) => substituted(inner, done))
  if (isMap(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, substituted(inner, done)]))
  }
  return typeof value === 'string' ? referred(value, done) : value
}

const REFERENCE = /\$(result|total|next|time|error)((?:\[[^\]]*\])+)/gi

/** A whole value becomes what it refers to; in the midst of a text that is written as text. */
function referred(text: string, done: Answers): JsonValue {
  const [first] = text.matchAll(REFERENCE)
  if (first?.[0] === text) return reached(first, done)
  return text.replaceAll(REFERENCE, (...match: string[]) => asText(reached(match, done)))
}

function reached([, name = '', steps = '']: readonly string[], done: Answers): JsonValue {
  let at: JsonValue = done[name.toLowerCase() as keyof Answers]
  for (const [, step = ''] of steps.matchAll(/\[([^\]]*)\]/g)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) break
    at = (Array.isArray(at) ? at[Number(step)] : at[step]) ?? null
  }
  return at
}
