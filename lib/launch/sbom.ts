import { execFileSync } from 'node:child_process'
import { Problem } from '#lib/platform/problem.ts'
import { readCommand } from './read-command.ts'
import { runProgram } from './run-program.ts'

readCommand(`
npm run --silent sbom

Prints the bill of materials of what is shipped, from package-lock.json: CycloneDX, in JSON. Needs npm, and no network.
`)

type Component = { 'bom-ref': string; properties?: { name: string; value: string }[] }
type Bom = { components: Component[]; dependencies: { ref: string; dependsOn: string[] }[] }

// `npm run --silent sbom`: npm's own list, without what only developers need.
await runProgram(async () => {
  const bom = listAll()
  // Its `--omit dev` also leaves out what is shipped and is beside that needed by a tool (npm 11: zod).
  const isOurs = ({ properties = [] }: Component) =>
    !properties.some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true')
  const components = bom.components.filter(isOurs)
  const left = new Set(
    bom.components.filter((component) => !isOurs(component)).map((component) => component['bom-ref']),
  )
  const dependencies = bom.dependencies
    .filter(({ ref }) => !left.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => !left.has(each)) }))
  process.stdout.write(`${JSON.stringify({ ...bom, components, dependencies }, null, 2)}\n`)
})

/** @throws Problem where npm could not do it. */
function listAll(): Bom {
  try {
    const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']
    return JSON.parse(
      execFileSync('npm', args, { encoding: 'utf8', stdio: 'pipe', maxBuffer: 64 * 1024 * 1024 }),
    ) as Bom
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    throw new Problem(`npm could not list the packages (${reason}): run this in a checkout, with npm 10 or newer.`)
  }
}
