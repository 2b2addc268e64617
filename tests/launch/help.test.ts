import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parseCommand } from '#lib/launch/read-command.ts'
import { startProgram } from '../support/start-program.ts'

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
const ours = Object.entries(scripts).filter(([, command]) => command.startsWith('exec node '))

/** What developers call, which passes its arguments on to a program of others: that has a help of its own. */
const ofOthers =
  /^(vitest|biome|prisma|next typegen && tsc) |^node lib\/launch\/build\.ts && (TEST_STAGE=built vitest|playwright)/

/** Runs a command where it could do nothing but complain, as npm does, or as whoever names its file. */
async function run(command: string, args: string[], env: Record<string, string> = {}) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'spf-help-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const { exitCode, output } = startProgram(
    process.execPath,
    [...command.slice('exec node '.length).split(' '), ...args],
    {
      ...{ DATA_DIR: dataDir, DATABASE_URL: 'mysql://x', APP_URL: 'x', ...env },
    },
  )
  return { code: await exitCode, lines: output().trim().split('\n'), left: readdirSync(dataDir) }
}

test('every command is one of ours, or hands its arguments to a program of others', () => {
  expect(ours.length).toBeGreaterThanOrEqual(13)
  const neither = Object.values(scripts).filter(
    (command) => !command.startsWith('exec node ') && !ofOthers.test(command),
  )
  expect(neither).toEqual([])
})

describe.each(ours)('%s', (name, command) => {
  const call = name === 'test' || name === 'start' ? `npm ${name}` : `npm run (--silent )?${name}`

  test.each(['--help', '-h'])('%s tells what it does and does nothing', async (asked) => {
    const { code, lines, left } = await run(command, [asked])
    expect(code).toBe(0)
    expect(lines[0]).toMatch(new RegExp(`^${call}( -- .+)?$`))
    expect(lines.length).toBeGreaterThan(2)
    expect(left).toEqual([])
  })

  test('refuses in one sentence what it does not take, and does nothing', async () => {
    const { code, lines, left } = await run(command, ['--no-such-argument'])
    expect(code).toBe(2)
    expect(lines).toEqual([expect.stringMatching(new RegExp(`--no-such-argument.*so nothing was done\\..*${call}`))])
    expect(left).toEqual([])
  })
})

const help = '\nnpm run x:do -- WORD [--dry-run]\n\nDoes it.\n'
const takes = { options: { 'dry-run': { type: 'boolean' } }, words: [1, 1] } as const
const parse = (args: string[], env: Record<string, string> = {}) => parseCommand(help, takes, { args, env })

describe('a command line', () => {
  test.each(['--help', '-h', '-help', '--h', '-H', '--HELP', '--help=1', '-?', '/?', '--usage'])(
    'with %s asks for help, wherever it stands',
    (asked) => {
      expect(parse([asked])).toBe('help')
      expect(parse(['word', '--', asked])).toBe('help')
      expect(parse(['--no-such-argument', asked])).toBe('help')
    },
  )

  test.each([
    ['an option that only resembles one', ['word', '--dryrun']],
    ['a value for what takes none', ['word', '--dry-run=1']],
    ['an option behind --', ['word', '--', '--dry-run']],
    ['a short one', ['word', '-n']],
    ['a word too many', ['word', 'another']],
    ['a word too few', ['--dry-run']],
    ['an empty word', ['']],
  ])('with %s is refused in one sentence', (_, args) => {
    expect(() => parse(args)).toThrow(/^.*so nothing was done\. It is called so: npm run x:do -- WORD \[--dry-run\]$/)
  })

  test('is taken as it stands', () => {
    expect(parse(['word'])).toEqual({ values: {}, words: ['word'] })
    expect(parse(['--dry-run', 'word'])).toEqual({ values: { 'dry-run': true }, words: ['word'] })
  })

  test('holds also what npm has kept to itself, for want of its --', () => {
    expect(parse(['word'], { npm_config_dry_run: 'true' })).toEqual({ values: { 'dry-run': true }, words: ['word'] })
    expect(() => parse(['word'], { npm_config_dryrun: 'true' })).toThrow('does not take --dryrun')
    expect(parse(['word'], { npm_config_dry_run: '', npm_config_yes: 'true' })).toEqual({ values: {}, words: ['word'] })
  })

  test("takes no consent from npm's own settings, where yes is a word for npx", () => {
    const takes = { options: { yes: { type: 'boolean' } }, words: [1, 1] } as const
    const read = (args: string[], env: Record<string, string>) =>
      parseCommand('purge WORD [--yes]', takes, { args, env })
    for (const name of ['npm_config_yes', 'NPM_CONFIG_YES'])
      expect(read(['word'], { [name]: 'true' })).toEqual({ values: {}, words: ['word'] })
    expect(read(['word', '--yes'], {})).toEqual({ values: { yes: true }, words: ['word'] })
  })
})
