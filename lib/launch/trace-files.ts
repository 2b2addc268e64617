import { existsSync, globSync, readFileSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import path from 'node:path'

type Trace = (entries: readonly string[], options: object) => Promise<{ fileList: ReadonlySet<string> }>

/** Of Next's command line only what serves, and none of what builds: a production server never reaches it. */
const BUILDING =
  /next\/dist\/(cli\/(?!next-start)|build\/(webpack|turbopack)|compiled\/(webpack|@?babel|postcss|terser|@vercel\/nft|amphtml|cssnano))|node_modules\/(react|react-dom|typescript|sharp|@next\/swc)/

/**
 * The files that these programs and the built server reach, relative to `root`: what Next has traced when it built, and the same of the
 * programs and of Next's own command line, by the tool that Next traces with.
 */
export async function traceFiles(root: string, programs: readonly string[]): Promise<Set<string>> {
  const require = createRequire(path.join(root, 'package.json'))
  const { nodeFileTrace } = require('next/dist/compiled/@vercel/nft') as { nodeFileTrace: Trace }
  const where = { base: root, processCwd: root }
  const [own, next] = await Promise.all([
    nodeFileTrace(
      programs.map((file) => path.join(root, file)),
      { ...where, readFile, ts: true, conditions: ['node', 'import', 'react-server'] },
    ),
    nodeFileTrace(
      ['bin/next', 'cli/next-start.js', 'cli/next-test.js'].map((file) =>
        path.join(root, 'node_modules/next/dist', file),
      ),
      { ...where, ignore: (file: string) => BUILDING.test(file) },
    ),
  ])
  const traced = globSync('.next/**/*.nft.json', { cwd: root }).flatMap((name) => {
    const { files } = JSON.parse(readFileSync(path.join(root, name), 'utf8')) as { files: string[] }
    return files.map((file) => path.relative(root, path.resolve(root, path.dirname(name), file)))
  })
  return new Set([...own.fileList, ...next.fileList, ...traced].filter((file) => existsSync(path.join(root, file))))
}

/** Our own files as Node runs them. */
async function readFile(file: string): Promise<Buffer | string | null> {
  if (!existsSync(file)) return null
  try {
    const content = readFileSync(file)
    const isOurs = file.endsWith('.ts') && !file.includes('node_modules')
    return isOurs ? stripTypeScriptTypes(content.toString(), { mode: 'transform' }) : content
  } catch {
    // A folder.
    return null
  }
}
