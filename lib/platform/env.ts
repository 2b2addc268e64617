import 'server-only'
import { once } from './once.ts'
import { type Env, parseEnv } from './parse-env.ts'

export type { Env }

/**
 * What the operator decided. The launchers refuse a bad environment before the server starts, so a problem here is a program
 * started by hand.
 * @throws Error that lists the problems.
 */
export function env(): Env {
  return once('env', () => {
    const result = parseEnv(process.env)
    if ('problems' in result) throw new Error(`The environment is not complete. ${result.problems.join(' ')}`)
    return result.env
  })
}
