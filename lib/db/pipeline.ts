import pg from 'pg'
import { once } from '../platform/once.ts'
import { type Answer, parameterText, type Statement } from './statement.ts'

/** Beyond that many on a connection a statement is prepared each time: ours are few and fixed. */
const maxPrepared = 200

/** What each connection has prepared: names, by their SQL. */
function registry() {
  return once('prepared', () => ({ of: new WeakMap<pg.Connection, Map<string, string>>(), names: 0 }))
}

/** pg's connection, with what its types leave out: values that are text already, and a portal without a name. */
type Wire = {
  parse(message: { text: string; name: string; types: readonly number[] }): void
  bind(message: { statement: string; values: readonly (string | null)[] }): void
  describe(message: { type: 'P'; name: string }): void
  execute(message: { portal: string; rows: number }): void
}

function newName(): string {
  const all = registry()
  all.names += 1
  return `pipelined ${all.names}`
}

type Field = { readonly name: string; readonly dataTypeID: number }
type Row = Record<string, unknown>

const int8 = 20

function parserOf({ dataTypeID }: Field): (text: string) => unknown {
  return dataTypeID === int8 ? BigInt : pg.types.getTypeParser(dataTypeID, 'text')
}

/**
 * Several statements in one message to PostgreSQL, answered by one: pg takes it as a query of one's own making. Where no transaction is
 * open they are one, which is committed with the last of them; of one that fails nothing is left, and what comes after it is not done
 * (postgresql.org/docs/current/protocol-flow.html, "Extended Query").
 */
export class Pipeline implements pg.Submittable {
  readonly answers: Promise<readonly Answer<Row>[]>
  /** pg's own, for the time limit of a query. */
  callback: ((error: Error | null) => void) | undefined
  readonly statements: readonly { readonly text: string; readonly values: readonly (string | null)[] }[]
  readonly #answered = Promise.withResolvers<readonly Answer<Row>[]>()
  readonly #done: Answer<Row>[] = []
  readonly #fresh = new Map<string, string>()
  #prepared: Map<string, string> | null = null
  #fields: readonly (Field & { parse: (text: string) => unknown })[] = []
  #rows: Row[] = []

  constructor(statements: readonly Statement[]) {
    this.statements = statements.map(({ text, values }) => ({ text, values: values.map(parameterText) }))
    this.answers = this.#answered.promise
  }

  submit(connection: pg.Connection): void {
    const wire = connection as unknown as Wire
    this.#prepared = registry().of.get(connection) ?? new Map()
    registry().of.set(connection, this.#prepared)
    connection.stream.cork()
    for (const { text, values } of this.statements) {
      wire.bind({ statement: this.#prepare(wire, text), values })
      wire.describe({ type: 'P', name: '' })
      wire.execute({ portal: '', rows: 0 })
    }
    connection.sync()
    connection.stream.uncork()
  }

  /** A name is given once: after a failure nobody knows which of the new ones PostgreSQL has. */
  #prepare(wire: Wire, text: string): string {
    const known = this.#prepared?.get(text) ?? this.#fresh.get(text)
    if (known !== undefined) return known
    const isKept = (this.#prepared?.size ?? 0) + this.#fresh.size < maxPrepared
    const name = isKept ? newName() : ''
    if (isKept) this.#fresh.set(text, name)
    wire.parse({ text, name, types: [] })
    return name
  }

  handleRowDescription({ fields }: { fields: readonly Field[] }): void {
    this.#fields = fields.map((field) => ({ ...field, parse: parserOf(field) }))
  }

  /** Of a statement that says nothing. */
  handleEmptyQuery(): void {
    this.#done.push({ rows: [], count: 0, command: '' })
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    const row: Row = {}
    for (const [place, { name, parse }] of this.#fields.entries()) {
      const text = fields[place] ?? null
      row[name] = text === null ? null : parse(text)
    }
    this.#rows.push(row)
  }

  handleCommandComplete({ text }: { text: string }): void {
    const count = Number(/\d+$/.exec(text)?.[0] ?? 0)
    this.#done.push({ rows: this.#rows, count, command: text.split(' ')[0] ?? '' })
    this.#rows = []
    this.#fields = []
  }

  handleError(error: Error): void {
    this.callback?.(error)
    this.#answered.reject(error)
  }

  handleReadyForQuery(): void {
    for (const [text, name] of this.#fresh) this.#prepared?.set(text, name)
    this.callback?.(null)
    this.#answered.resolve(this.#done)
  }
}
