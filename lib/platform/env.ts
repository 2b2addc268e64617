import 'server-only'
import { type Env, parseEnv } from './parse-env.ts'

export type { Env }

let parsed: Env | undefined

/**
 * What the operator decided. The launchers refuse a bad environment before the server starts, so a problem here is a program
 * started by hand.
 * @throws Error that lists the problems.
 */
export function env(): Env {
  if (parsed === undefined) {
    const result = parseEnv(process.env)
    if ('problems' in result) throw new Error(`The environment is not complete. ${result.problems.join(' ')}`)
    parsed = result.env
  }
  return parsed
}
