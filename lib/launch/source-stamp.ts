import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** Everything that decides what `next build` makes. */
const SOURCES = [
  'app',
  'components',
  'lib',
  'public',
  'prisma/schema.prisma',
  'instrumentation.ts',
  'instrumentation-client.ts',
  'proxy.ts',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]

/** A hash of the sources and of the Node that builds them: equal when a build of one serves for the other. */
export function sourceStamp(root: string): string {
  const hash = createHash('sha256').update(process.version)
  for (const source of SOURCES) add(hash, root, source)
  return hash.digest('hex')
}

function add(hash: ReturnType<typeof createHash>, root: string, name: string): void {
  const file = path.join(root, name)
  if (!existsSync(file)) return
  if (statSync(file).isDirectory()) {
    for (const entry of readdirSync(file).sort()) add(hash, root, path.join(name, entry))
    return
  }
  const content = readFileSync(file)
  hash.update(`${name} ${content.length}\n`).update(content)
}
