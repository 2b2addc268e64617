import type { RestAccess } from '#lib/bitrix24/rest-access.ts'
import { restLimit, standardLimit } from '#lib/bitrix24/rest-limit.ts'
import { Problem } from '#lib/platform/problem.ts'
import { type Answer, codeOf, descriptionOf, fieldsOf, isRefused, resultOf } from './answer.ts'
import type { Chain } from './chain.ts'
import { Pace } from './pace.ts'

/** Whose token a call has: one of the two persons', or whatever stands in its place. */
export type Who = 'first' | 'second' | { readonly token: string }

type Options = {
  readonly first: Chain
  readonly second?: Chain | null
  /** Ends what is under way. */
  readonly stopped?: AbortSignal
}

const timeoutMs = 60_000
const maxTries = 5

/** A portal as the checks ask it: one request after the other, within its limits, answers as they come. */
export class Portal {
  readonly first: Chain
  readonly second: Chain | null
  readonly #stopped: AbortSignal
  #pace = new Pace(standardLimit)

  constructor({ first, second = null, stopped = new AbortController().signal }: Options) {
    this.first = first
    this.second = second
    this.#stopped = stopped
  }

  /**
   * Asks for the portal's plan, which says how fast it may be asked.
   * @throws Problem where the portal answers nobody.
   */
  async learnPace(): Promise<void> {
    const answer = await this.ask('app.info')
    if (answer.status === 0) throw new Problem('The portal does not answer, or not in JSON.')
    if (isRefused(answer)) {
      throw new Problem(
        `The portal refuses to be asked: HTTP ${answer.status} ${codeOf(answer)}, ${descriptionOf(answer).replace(/\.$/, '')}.`,
      )
    }
    const license = fieldsOf(resultOf(answer))?.LICENSE
    if (typeof license === 'string') this.#pace = new Pace(restLimit(license))
  }

  /**
   * One REST call; one that was declined for being too fast is sent again.
   * @throws the signal's reason once it has been stopped.
   */
  async ask(method: string, params: object = {}, who: Who = 'first'): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      await this.pause()
      const answer = await this.#send(method, params, who)
      if (codeOf(answer) !== 'QUERY_LIMIT_EXCEEDED' || attempt === maxTries) return answer
      this.#pace.slowDown()
    }
  }

  /** Waits until one request may be sent. */
  async pause(): Promise<void> {
    this.#stopped.throwIfAborted()
    await this.#pace.take()
    this.#stopped.throwIfAborted()
  }

  /** For the app's own client, whose requests have been waited for here (`pause`). */
  get access(): RestAccess {
    const { clientEndpoint, accessToken } = this.first.pair
    return { portalId: null, clientEndpoint, accessToken, priority: 0, isPaid: true, allowPrivate: true }
  }

  #tokenOf(who: Who): string {
    if (typeof who === 'object') return who.token
    return (who === 'second' && this.second ? this.second : this.first).pair.accessToken
  }

  async #send(method: string, params: object, who: Who): Promise<Answer> {
    const token = this.#tokenOf(who)
    try {
      const response = await fetch(`${this.first.pair.clientEndpoint}/${method}`, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          'user-agent': 'smart-process-feed/1',
        },
        body: JSON.stringify(token === '' ? params : { ...params, auth: token }),
        signal: AbortSignal.any([this.#stopped, AbortSignal.timeout(timeoutMs)]),
      })
      return { asked: method, status: response.status, body: await response.json() }
    } catch {
      this.#stopped.throwIfAborted()
      return { asked: method, status: 0, body: null }
    }
  }
}
