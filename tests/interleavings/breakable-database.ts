import pg from 'pg'
import { createTestDatabase } from '../support/database.ts'

const applicationName = 'stage'
const connections = 2

/**
 * A database of its own whose connections can be broken while other databases of the same server go on. No proxy stands in
 * between: with thousands of statements a story it was what took longest.
 */
export class BreakableDatabase {
  readonly url: string
  readonly #name: string
  readonly #drop: () => Promise<void>
  readonly #server: pg.Pool
  #stopped: number[] = []

  private constructor(url: string, drop: () => Promise<void>) {
    this.url = url
    this.#name = new URL(url).pathname.slice(1)
    this.#drop = drop
    this.#server = new pg.Pool({ connectionString: process.env.TEST_DATABASE_URL, max: 1, idleTimeoutMillis: 0 })
    this.#server.on('error', () => undefined)
  }

  static async create(): Promise<BreakableDatabase> {
    const { url, drop } = await createTestDatabase()
    return new BreakableDatabase(url, drop)
  }

  /** Connections that no outage breaks, to look at the tables. All are made here: an outage takes no new ones. */
  async pool(): Promise<pg.Pool> {
    const pool = new pg.Pool({
      connectionString: this.url,
      application_name: applicationName,
      max: connections,
      idleTimeoutMillis: 0,
    })
    pool.on('error', () => undefined)
    const clients = await Promise.all(Array.from({ length: connections }, () => pool.connect()))
    for (const client of clients) client.release()
    return pool
  }

  /** `refuse` ends every connection and takes no new one. `hang` stops the processes that serve them, wherever they are. */
  async break(mode: 'refuse' | 'hang'): Promise<void> {
    if (mode === 'refuse') {
      await this.#server.query(`alter database ${this.#name} with allow_connections false`)
      await this.#server.query(`select pg_terminate_backend(pid) from (${this.#backends()}) b`, this.#parameters())
      return
    }
    const { rows } = await this.#server.query<{ pid: number }>(this.#backends(), this.#parameters())
    this.#stopped = rows.map(({ pid }) => pid).filter((pid) => signal(pid, 'SIGSTOP'))
  }

  async mend(): Promise<void> {
    for (const pid of this.#stopped) signal(pid, 'SIGCONT')
    this.#stopped = []
    await this.#server.query(`alter database ${this.#name} with allow_connections true`)
  }

  async close(): Promise<void> {
    await this.mend()
    await this.#server.end()
    await this.#drop()
  }

  /** The server's own processes, such as one that vacuums, have no user. */
  #backends(): string {
    return 'select pid from pg_stat_activity where datname = $1 and usename is not null and application_name <> $2'
  }

  #parameters(): string[] {
    return [this.#name, applicationName]
  }
}

/** False for a process that has ended by itself. */
function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}
