import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startProgram } from '../support/start-program.ts'

test('npm run sbom prints what is shipped, as CycloneDX, and nothing of what only tests need', async () => {
  const { exitCode, output } = startProgram('npm', ['run', '--silent', 'sbom'])
  expect(await exitCode).toBe(0)
  const bom = JSON.parse(output()) as { bomFormat: string; components: { name: string; version: string }[] }
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >
  expect(bom.bomFormat).toBe('CycloneDX')
  const told = new Map(bom.components.map(({ name, version }) => [name, version]))
  for (const [name, version] of Object.entries(dependencies)) expect([name, told.get(name)]).toEqual([name, version])
  expect(Object.keys(devDependencies).filter((name) => /vitest|biome|knip/.test(name) && told.has(name))).toEqual([])
})
