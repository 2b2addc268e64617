import { once } from 'node:events'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { findFreePort } from '#lib/platform/ports.ts'

/** A verb of `lib` that an instance is told to run: `lib/catch-up/sweep-portal.ts`, `sweepPortal`. */
export type ThreadCall = { id: number; file: string; verb: string; args: unknown[] }
type Reply = { id: number; error?: string }

/**
 * An instance of the app as a thread of this process: the same route handlers, jobs and connections with a memory of their own,
 * but without Next, so that it starts in a second. `kill` ends it wherever it is, as SIGKILL would end a process.
 */
export class ThreadApp {
  readonly url: string
  readonly #worker: Worker
  readonly #calls = new Map<number, (reply: Reply) => void>()
  #hasExited = false
  /** What it crashed of, if it did. */
  crash: unknown = null

  private constructor(url: string, worker: Worker) {
    this.url = url
    this.#worker = worker
    worker.on('message', (reply: Reply) => {
      this.#calls.get(reply.id)?.(reply)
      this.#calls.delete(reply.id)
    })
    worker.on('error', (error) => {
      this.crash = error
    })
    worker.on('exit', () => {
      this.#hasExited = true
      for (const [id, settle] of this.#calls) settle({ id, error: 'The instance was killed.' })
      this.#calls.clear()
    })
  }

  /** @param env for this instance, over that of this process. */
  static async start(env: Record<string, string>): Promise<ThreadApp> {
    const port = Number(env.PORT ?? (await findFreePort()))
    const worker = new Worker(path.join(import.meta.dirname, 'thread-server.ts'), {
      env: { ...process.env, ...env, PORT: String(port) },
      execArgv: ['--conditions=react-server'],
    })
    const [message] = await once(worker, 'message')
    if (message !== 'listening') throw new Error(`The thread said ${String(message)}.`)
    return new ThreadApp(`http://127.0.0.1:${port}`, worker)
  }

  /** @throws Error with the text of what the verb threw, or when the instance is killed meanwhile. */
  async call(file: string, verb: string, ...args: unknown[]): Promise<void> {
    // What is posted to a thread that has ended is never answered.
    if (this.#hasExited) throw new Error('The instance was killed.')
    const id = this.#calls.size === 0 ? 1 : Math.max(...this.#calls.keys()) + 1
    const { promise, resolve } = Promise.withResolvers<Reply>()
    this.#calls.set(id, resolve)
    this.#worker.postMessage({ id, file, verb, args } satisfies ThreadCall)
    const { error } = await promise
    if (error !== undefined) throw new Error(error)
  }

  async kill(): Promise<void> {
    await this.#worker.terminate()
  }
}
