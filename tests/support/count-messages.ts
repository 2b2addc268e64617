import pg from 'pg'
import { onTestFinished } from 'vitest'

type Wire = { bind(message: unknown): void; query(text: string): void; sync(): void }

/** Counts what the driver sends in this process from here on: statements, and messages, each of which is answered before the next. */
export function countMessages(): { statements: number; messages: number } {
  const counts = { statements: 0, messages: 0 }
  const wire = pg.Connection.prototype as unknown as Wire
  const { bind, query, sync } = wire
  wire.bind = function (message) {
    counts.statements += 1
    bind.call(this, message)
  }
  wire.query = function (text) {
    counts.statements += text.split(';').length
    counts.messages += 1
    query.call(this, text)
  }
  wire.sync = function () {
    counts.messages += 1
    sync.call(this)
  }
  onTestFinished(() => void Object.assign(wire, { bind, query, sync }))
  return counts
}
