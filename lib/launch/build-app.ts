import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Problem } from '#lib/platform/problem.ts'
import type { Parts } from './run-program.ts'
import { sourceStamp } from './source-stamp.ts'
import { startChild } from './start-child.ts'
import { NEXT, ROOT } from './start-next.ts'

const STAMP = path.join(ROOT, '.next/source-stamp')

/** True when the production build was made from the sources as they are now. */
export function isBuildCurrent(): boolean {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sourceStamp(ROOT)
}

/** Makes the production build. @throws Problem when it fails; the reason is in `output`. */
export async function buildApp(parts: Parts, output: number | 'inherit'): Promise<void> {
  // What is edited while it builds makes the build outdated.
  const stamp = sourceStamp(ROOT)
  const build = startChild({
    args: [NEXT, 'build', ROOT],
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    output,
  })
  parts.defer(build.kill)
  const ended = await build.ended
  if (ended !== 'exit code 0') throw new Problem(`The production build failed (${ended}).`)
  writeFileSync(STAMP, stamp)
}
