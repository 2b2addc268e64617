import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startProgram } from '../support/start-program.ts'

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
const ours = Object.entries(scripts).filter(([, command]) => command.startsWith('exec node '))

test('there are commands of ours', () => expect(ours.length).toBeGreaterThanOrEqual(13))

test.each(ours)('%s --help tells what it does and does nothing', async (name, command) => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'spf-help-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const args = command.slice('exec node '.length).split(' ')
  // With these it could do nothing but complain.
  const env = { DATA_DIR: dataDir, DATABASE_URL: 'mysql://x', APP_URL: 'x' }
  const { exitCode, output } = startProgram(process.execPath, [...args, '--help'], env)
  expect(await exitCode).toBe(0)
  const call = name === 'test' || name === 'start' ? `npm ${name}` : `npm run ${name}`
  expect(output().split('\n')[0]).toMatch(new RegExp(`^${call}( -- .+)?$`))
  expect(output().split('\n').length).toBeGreaterThan(2)
  expect(readdirSync(dataDir)).toEqual([])
})
