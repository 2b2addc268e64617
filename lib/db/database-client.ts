import pg from 'pg'
import { eachHost } from '../platform/database-hosts.ts'
import { asPsqlReads } from '../platform/database-tls.ts'
import { once } from '../platform/once.ts'
import { appRoleSql, firstRoles } from './app-role.ts'

/** Which host of an address answered last, of all connections of this process. */
const lastGood = () => once('database-hosts', () => new Map<string, number>())

/** Where the connection is to work as the application's role, whoever logs in. */
export type AppSession = { readonly appSession?: { readonly statementTimeoutMs: number } }

/**
 * What the session is given before anybody uses it. Not in the start-up message: a pooler refuses what it does not know there, or leaves it
 * out without a word. A role that is not there yet is an error.
 */
const sessionSql = `
  select set_config('role', coalesce(${appRoleSql}, '${firstRoles.app}'), false), set_config('statement_timeout', $1, false)`

/**
 * A connection to whichever host of the address is the primary. The one that was it last is tried; where it does not answer, or only follows
 * another one, this attempt fails and the next one tries the next host: who connects tries again anyway.
 */
export class DatabaseClient extends pg.Client {
  readonly #address: string
  readonly #hosts: readonly string[]
  readonly #tried: number
  readonly #session: AppSession['appSession']
  #isStandby = false

  constructor(config: pg.ClientConfig & AppSession = {}) {
    const address = config.connectionString ?? ''
    const hosts = eachHost(address)
    const tried = (lastGood().get(address) ?? 0) % hosts.length
    super({
      application_name: 'smart-process-feed',
      ...config,
      connectionString: asPsqlReads(hosts[tried] ?? address),
    })
    this.#address = address
    this.#hosts = hosts
    this.#tried = tried
    this.#session = config.appSession
    // Its end may come before whoever connects hears of the beginning.
    this.on('error', () => undefined)
    if (hosts.length === 1) return
    // PostgreSQL 14 and newer says so before anything is asked.
    const wire = this as unknown as { connection: NodeJS.EventEmitter }
    wire.connection.on('parameterStatus', ({ parameterName, parameterValue }: Record<string, string>) => {
      if (parameterName === 'in_hot_standby') this.#isStandby = parameterValue === 'on'
    })
  }

  override connect(): Promise<pg.Client>
  override connect(callback: (error: Error) => void): void
  override connect(callback?: (error: Error) => void): Promise<pg.Client> | undefined {
    const connected = this.#connect()
    if (!callback) return connected
    connected.then(() => (callback as (error: Error | null) => void)(null), callback)
    return
  }

  async #connect(): Promise<pg.Client> {
    await (this.#hosts.length === 1 ? super.connect() : this.#connectToPrimary())
    if (!this.#session) return this
    try {
      await this.query(sessionSql, [String(this.#session.statementTimeoutMs)])
      return this
    } catch (error) {
      void this.end().catch(() => undefined)
      throw error
    }
  }

  async #connectToPrimary(): Promise<pg.Client> {
    try {
      await super.connect()
      if (!this.#isStandby) return this
      await this.end()
      // As a server that is starting up says it: it passes, and who may wait does.
      throw Object.assign(new Error(`The host ${this.host} follows another one.`), { code: '57P03' })
    } catch (error) {
      // Unless another connection has moved on already.
      const current = lastGood().get(this.#address) ?? 0
      if (current === this.#tried) lastGood().set(this.#address, (current + 1) % this.#hosts.length)
      throw error
    }
  }
}
