import { asPhpArray, asText, isMap, type JsonMap, type JsonValue } from './json-value.ts'
import { decodePhpQuery } from './php-query.ts'
import { type Caller, callMethod } from './rest-call.ts'
import { RestError } from './rest-error.ts'
import { param } from './rest-method.ts'

const MAX_COMMANDS = 50

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
  const result: JsonMap = {}
  const errors: JsonMap = {}
  const totals: JsonMap = {}
  const nexts: JsonMap = {}
  const times: JsonMap = {}
  for (const [position, [key, command]] of batchCommands(params).entries()) {
    try {
      if (position >= MAX_COMMANDS) throw new RestError('ERROR_BATCH_LENGTH_EXCEEDED', 'Max batch length exceeded')
      const { method, query } = parseCommand(command, result)
      if (method.toLowerCase() === 'batch') {
        throw new RestError('ERROR_BATCH_METHOD_NOT_ALLOWED', 'Method is not allowed for batch usage', 405)
      }
      const answer = callMethod(caller, method, query, true)
      result[key] = answer.result
      times[key] = answer.time
      if (answer.total !== undefined) totals[key] = answer.total
      if (answer.next !== undefined) nexts[key] = answer.next
    } catch (error) {
      if (!(error instanceof RestError)) throw error
      errors[key] = error.body()
      if (error.time) times[key] = error.time
      if (halt) break
    }
  }
  return {
    result: asPhpArray(result),
    result_error: asPhpArray(errors),
    result_total: asPhpArray(totals),
    result_next: asPhpArray(nexts),
    result_time: asPhpArray(times),
  }
}

function parseCommand(command: string, done: JsonMap): { method: string; query: JsonMap } {
  const cut = command.indexOf('?')
  const method = cut < 0 ? command : command.slice(0, cut)
  const query = cut < 0 ? {} : decodePhpQuery(command.slice(cut + 1))
  return { method: method.trim().replace(/^\//, ''), query: substituted(query, done) as JsonMap }
}

/** `$result[key][field]` in a value stands for what an earlier command answered. */
function substituted(value: JsonValue, done: JsonMap): JsonValue {
  if (Array.isArray(value)) return value.map((inner) => substituted(inner, done))
  if (isMap(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, substituted(inner, done)]))
  if (typeof value !== 'string' || !value.startsWith('$result[')) return value
  let at: JsonValue | undefined = done
  for (const match of value.matchAll(/\[([^\]]*)\]/g)) {
    const step = match[1] ?? ''
    at = Array.isArray(at) ? at[Number(step)] : isMap(at) ? at[step] : undefined
  }
  return at ?? null
}
