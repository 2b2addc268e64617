import { randomUUID } from 'node:crypto'
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Embedded, startEmbedded } from '#lib/db/embedded.ts'
import { chooseAccount } from '#lib/db/embedded-account.ts'
import { findBinaries } from '#lib/db/embedded-binaries.ts'
import { openDatabase } from '#lib/launch/open-database.ts'
import { findFreePort } from '#lib/platform/ports.ts'

const server = process.env.TEST_DATABASE_URL ?? ''
const { host } = new URL(server)
const quiet = () => {}

/** @returns the sentence, or the address that is used. */
async function told(databaseUrl: string): Promise<string> {
  const parts = new AsyncDisposableStack()
  return openDatabase({ databaseUrl, migrationUrl: null, dataDir: '/nowhere' }, parts, quiet).then(
    ({ url }) => url,
    (error: Error) => error.message,
  )
}

const changed = (changes: Partial<URL>, parameters: Record<string, string> = {}, of = server) => {
  const url = Object.assign(new URL(of), changes)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

async function listenAsAnother(answer: string): Promise<string> {
  const port = await findFreePort()
  const listening = createServer((socket) => {
    socket.on('error', quiet)
    socket.on('data', () => socket.end(answer))
  })
  await new Promise<void>((resolve) => listening.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => void listening.close())
  return String(port)
}

describe('a first mistake is one sentence with its remedy', () => {
  test('a wrong password', async () => {
    const login = `wrong_${randomUUID().replaceAll('-', '')}`
    const owner = new pg.Client({ connectionString: server })
    await owner.connect()
    await owner.query(`create role ${login} login password 'right'`)
    onTestFinished(async () => {
      await owner.query(`drop role ${login}`)
      await owner.end()
    })
    expect(await told(changed({ username: login, password: 'hunter2' }))).toBe(
      `${host} does not take the password of ${login}: correct it in DATABASE_URL.`,
    )
  })

  test('a database that is not there', async () => {
    const { username } = new URL(server)
    expect(await told(changed({ pathname: '/no_such' }))).toBe(
      `There is no database no_such on ${host}: make it (create database no_such owner ${username};), or correct DATABASE_URL.`,
    )
  })

  test.each([['HTTP/1.1 400 Bad Request\r\n\r\n'], ['']])(
    'another program at that port, which says %j',
    async (answer) => {
      const port = await listenAsAnother(answer)
      expect(await told(changed({ port }))).toMatch(
        new RegExp(`^127.0.0.1:${port} does not answer as PostgreSQL does .*another program.*correct DATABASE_URL\\.$`),
      )
    },
  )

  test.each(['require', 'verify-full'])('sslmode=%s where the server has no TLS', async (sslmode) => {
    expect(await told(changed({}, { sslmode }))).toBe(
      `${host} offers no TLS: turn on ssl there, or say sslmode=disable (in a network that nobody else reads) in DATABASE_URL.`,
    )
  })
})

test.each(['prefer', 'allow'])('sslmode=%s goes on without TLS where the server has none', async (sslmode) => {
  expect(new URL(await told(changed({}, { sslmode }))).searchParams.get('sslmode')).toBe('disable')
})

describe('a server with TLS, whose certificate is of localhost', () => {
  const authority = path.resolve('tests/fixtures/tls/authority.pem')
  let embedded: Embedded
  let dataDir: string

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'spf-tls-'))
    // Whoever runs the server has to own the key.
    const { home, owner } = chooseAccount({ dataDir, binaries: findBinaries(), log: quiet })
    mkdirSync(home, { recursive: true })
    for (const name of ['server.pem', 'server.key']) {
      copyFileSync(`tests/fixtures/tls/${name}`, path.join(home, name))
      chmodSync(path.join(home, name), 0o600)
      if (owner) chownSync(path.join(home, name), owner.uid, owner.gid)
    }
    const files = { ssl_cert_file: path.join(home, 'server.pem'), ssl_key_file: path.join(home, 'server.key') }
    embedded = await startEmbedded({ dataDir, log: quiet, settings: { fsync: 'off', ssl: 'on', ...files } })
  })
  afterAll(async () => {
    await embedded.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  const outcome = async (parameters: Record<string, string>, hostname: string) => {
    const answer = await told(changed({ hostname }, parameters, embedded.url))
    return answer.startsWith('postgresql:') ? 'connects' : answer
  }

  test.each([
    [{}, '127.0.0.1', 'connects'],
    [{ sslmode: 'prefer' }, '127.0.0.1', 'connects'],
    [{ sslmode: 'require' }, '127.0.0.1', 'connects'],
    [{ sslmode: 'require', sslrootcert: authority }, '127.0.0.1', 'connects'],
    [{ sslmode: 'verify-ca', sslrootcert: authority }, '127.0.0.1', 'connects'],
    [{ sslmode: 'verify-full', sslrootcert: authority }, 'localhost', 'connects'],
    [{ sslmode: 'verify-full', sslrootcert: authority }, '127.0.0.1', 'shows a certificate that is not accepted'],
    [{ sslmode: 'verify-full' }, 'localhost', 'shows a certificate that is not accepted'],
    [{ sslmode: 'verify-full', sslrootcert: 'system' }, 'localhost', 'shows a certificate that is not accepted'],
    [{ sslmode: 'require', sslrootcert: 'system' }, 'localhost', 'shows a certificate that is not accepted'],
    [{ sslmode: 'prefer', sslrootcert: 'system' }, 'localhost', 'shows a certificate that is not accepted'],
    [{ sslrootcert: 'system' }, 'localhost', 'shows a certificate that is not accepted'],
    [{ sslmode: 'verify-ca' }, '127.0.0.1', 'names no authority: add sslrootcert=FILE to DATABASE_URL'],
  ])('is used with %j at %s as psql does: %s', async (parameters, hostname, expected) => {
    expect(await outcome(parameters, hostname)).toContain(expected)
  })
})
