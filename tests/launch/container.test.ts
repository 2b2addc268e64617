import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { longestDrainMs } from '#lib/platform/drain.ts'
import { parseEnv, VARIABLES } from '#lib/platform/parse-env.ts'
import { testEnv } from '../support/test-env.ts'

type Service = {
  image: string
  build?: string
  user?: string
  environment: Record<string, string>
  ports?: string[]
  networks: string[]
  volumes?: string[]
  tmpfs: string | string[]
  read_only?: boolean
  cap_drop?: string[]
  cap_add?: string[]
  security_opt?: string[]
  restart?: string
  healthcheck?: { test: string[] }
  stop_grace_period?: string
}
type Compose = {
  services: Record<'app' | 'worker' | 'caddy' | 'postgres', Service>
  networks: Record<string, { internal?: boolean } | null>
  volumes: Record<string, unknown>
}

/** The instructions of each stage, a line each, without comments. */
function readStages(): string[][] {
  const text = readFileSync('Dockerfile', 'utf8')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
  return text
    .split(/^(?=FROM )/m)
    .map((stage) => stage.split('\n').filter((line) => line !== ''))
    .filter((stage) => stage.length > 0)
}

const ignored = readFileSync('.dockerignore', 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))

describe('the image', () => {
  const [build = [], image = []] = readStages()

  test('is the packed folder on a slim Node of the version that the app is tested with, and nothing else', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: { node: string } }
    const [major] = dependencies.node.split('.')
    expect(readStages()).toHaveLength(2)
    expect(build[0]).toBe(`FROM node:${major}-bookworm-slim AS build`)
    expect(image[0]).toBe(`FROM node:${major}-bookworm-slim`)
    expect(build.at(-1)).toBe('RUN npm run build && npm run pack -- /app')
    expect(image.filter((line) => /^(COPY|ADD) /.test(line))).toEqual(['COPY --from=build /app ./'])
    expect(image).toContain('WORKDIR /app')
  })

  test('runs without root and without npm, is asked for its health, and is stopped by what it drains at', () => {
    expect(image.filter((line) => line.startsWith('USER '))).toEqual(['USER node'])
    const after = image.slice(image.indexOf('USER node'))
    expect(after.filter((line) => /^(RUN|COPY|ADD) /.test(line))).toEqual([])
    expect(image.find((line) => line.startsWith('RUN '))).toContain('rm -rf /usr/local/lib/node_modules')
    expect(image).toContain('STOPSIGNAL SIGTERM')
    expect(image.find((line) => line.startsWith('HEALTHCHECK '))).toContain('/api/health')
    expect(image.at(-1)).toBe('CMD ["node", "lib/launch/start.ts"]')
    expect(existsSync('lib/launch/start.ts')).toBe(true)
  })

  test('is built from what is there: no source of a COPY is missing or kept out of the context', () => {
    const sources = build
      .filter((line) => line.startsWith('COPY '))
      .flatMap((line) => line.split(' ').slice(1, -1))
      .filter((source) => source !== '.')
    expect(sources.length).toBeGreaterThan(3)
    expect(sources.filter((source) => !existsSync(source) || ignored.includes(source))).toEqual([])
  })

  test('is built without secrets, history, tests and what is made here; with all that is imported', () => {
    for (const name of ['.env', '.env.*', '.git', '.data', '.next', 'node_modules', 'tests', 'simulator']) {
      expect(ignored).toContain(name)
    }
    const built = globSync([
      '{app,components,lib}/**/*.{ts,tsx}',
      '{instrumentation*,proxy,next.config,prisma.config}.ts',
    ])
    const imports = built.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)].map(([, to = '']) => path.join(file, '..', to)),
    )
    expect(imports.length).toBeGreaterThan(500)
    expect(imports.filter((file) => ignored.some((name) => file.startsWith(`${name}/`)))).toEqual([])
  })
})

describe('compose.yaml', () => {
  const compose: Compose = parse(readFileSync('compose.yaml', 'utf8'), { merge: true })
  const { services } = compose
  const all = Object.entries(services)

  test('has an app, a worker, PostgreSQL and Caddy, each with a version, an end of its waiting, and started again', () => {
    expect(Object.keys(services).toSorted()).toEqual(['app', 'caddy', 'postgres', 'worker'])
    expect(services.app.environment.ROLE).toBe('web')
    expect(services.worker.environment.ROLE).toBe('worker')
    expect(all.filter(([, { restart }]) => restart !== 'unless-stopped')).toEqual([])
    expect(all.filter(([, { image, build }]) => build === undefined && !/:\d/.test(image))).toEqual([])
    // The image of the app has its own.
    expect(all.filter(([, { build, healthcheck }]) => build === undefined && healthcheck === undefined)).toEqual([])
  })

  test.each(all)('gives %s no right and no disk but what it is said to need', (name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
    expect(service.cap_add ?? []).toEqual(name === 'caddy' ? ['NET_BIND_SERVICE'] : [])
    expect([service.tmpfs].flat()).toContain('/tmp')
    for (const volume of service.volumes ?? []) {
      const [from = ''] = volume.split(':')
      if (from.startsWith('.')) expect(volume).toMatch(/:ro$/)
      else expect(compose.volumes).toHaveProperty(from)
    }
  })

  test('lets Caddy alone be reached from outside, and PostgreSQL reach nobody', () => {
    expect(all.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual(['caddy'])
    const closed = Object.keys(compose.networks).filter((name) => compose.networks[name]?.internal === true)
    expect(services.postgres.networks).toEqual(closed)
    expect(services.caddy.networks.filter((name) => closed.includes(name))).toEqual([])
  })

  test.each([services.app, services.worker])(
    'stops nobody who still drains, and sets only what the app reads',
    (app) => {
      const { environment } = app
      const grace = Number(/^(\d+)s$/.exec(app.stop_grace_period ?? '')?.[1])
      // As docs/operate.md says: with what the launcher adds.
      expect(grace * 1_000).toBeGreaterThanOrEqual(longestDrainMs(Number(environment.DRAIN_SECONDS) * 1_000) + 2_000)
      expect(Object.keys(environment).filter((name) => !VARIABLES.includes(name))).toEqual([])
      const given = Object.entries(environment).map(([name, value]) => [name, value.replace(/\$\{[^}]+\}/, 'letters1')])
      expect(parseEnv({ ...testEnv(), ...Object.fromEntries(given) })).toHaveProperty('env')
    },
  )

  test('asks only for variables that .env.example has', () => {
    const asked = [...readFileSync('compose.yaml', 'utf8').matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name = '']) => name)
    const example = readFileSync('.env.example', 'utf8')
    expect(asked).toContain('APP_URL')
    expect(asked.filter((name) => !new RegExp(`^${name}=`, 'm').test(example))).toEqual([])
  })

  test('hands Caddy a file that is there, whose name is that of APP_URL and which finds the app by its port', () => {
    const [file = ''] = services.caddy.volumes?.find((volume) => volume.includes('Caddyfile'))?.split(':') ?? []
    const text = readFileSync(file, 'utf8')
    expect(services.caddy.environment).toEqual({ APP_URL: expect.stringContaining('APP_URL') })
    expect(text).toMatch(/^\{\$APP_URL\} \{$/m)
    expect(text).toContain(`dynamic a app ${services.app.environment.PORT} {`)
  })
})
