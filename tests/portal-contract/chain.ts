import { agents } from '#lib/bitrix24/egress.ts'
import { isFailure, type OAuthConfig, type OAuthFailure } from '#lib/bitrix24/oauth.ts'
import { refreshTokens } from '#lib/bitrix24/refresh-tokens.ts'
import { requestJson } from '#lib/bitrix24/request-json.ts'
import { Problem } from '#lib/platform/problem.ts'
import { type Answer, codeOf, fieldsOf } from './answer.ts'

/** What a refresh told: the pair, and whose it is on which portal. */
export type Pair = {
  readonly accessToken: string
  readonly refreshToken: string
  readonly memberId: string
  readonly clientEndpoint: string
  readonly userId: number
}

export type Keep = (pair: Pair) => void

/** One person's tokens: each pair is kept before it is used, since a refresh token works once (settings/oauth/auto-renewal.md). */
export class Chain {
  readonly config: OAuthConfig
  /** The OAuth server that knows this chain. */
  readonly server: string
  /** What the server answered to the refresh that this chain began with. */
  readonly began: Answer
  readonly #keep: Keep
  #pair: Pair

  private constructor(config: OAuthConfig, start: { server: string; began: Answer; pair: Pair; keep: Keep }) {
    this.config = config
    this.server = start.server
    this.began = start.began
    this.#keep = start.keep
    this.#pair = start.pair
    this.#keep(this.#pair)
  }

  /** @throws Problem when no server renews this token. */
  static async start(config: OAuthConfig, refreshToken: string, keep: Keep): Promise<Chain> {
    const refusals: string[] = []
    for (const server of config.servers) {
      const answer = await askRefresh(config, server, { refreshToken })
      const pair = readPair(answer)
      if (pair) return new Chain(config, { server, began: answer, pair, keep })
      refusals.push(`${new URL(server).host} ${codeOf(answer) || `answered HTTP ${answer.status}`}`)
    }
    throw new Problem(`No OAuth server renewed the refresh token: ${refusals.join(', ')}.`)
  }

  get pair(): Pair {
    return this.#pair
  }

  /** Renews the pair as the app does. */
  async refresh(): Promise<OAuthFailure | null> {
    const { memberId, refreshToken } = this.#pair
    const renewed = await refreshTokens(this.config, { server: this.server, refreshToken, memberId, now: new Date() })
    if (isFailure(renewed)) return renewed
    this.#adopt({ ...this.#pair, ...renewed })
    return null
  }

  /** Tries another token or secret, which should be refused; a pair that comes of it is kept all the same. */
  async tryRefresh(instead: { refreshToken?: string; clientSecret?: string }): Promise<Answer> {
    const answer = await askRefresh(this.config, this.server, { refreshToken: this.#pair.refreshToken, ...instead })
    const pair = readPair(answer)
    if (pair) this.#adopt(pair)
    return answer
  }

  #adopt(pair: Pair): void {
    this.#keep(pair)
    this.#pair = pair
  }
}

/** One POST of form fields to an OAuth server. */
export async function askServer(server: string, path: string, fields: Record<string, string>): Promise<Answer> {
  const asked = `POST ${path}`
  try {
    const bounds = { agents: agents(true), timeoutMs: 20_000, maxAnswerBytes: 256 * 1024 }
    const answer = await requestJson(`${server}${path}`, { form: fields }, bounds)
    if (answer.body !== undefined) return { asked, ...answer }
  } catch {
    // Told below.
  }
  return { asked, status: 0, body: null }
}

function askRefresh(
  { clientId, clientSecret }: OAuthConfig,
  server: string,
  given: { refreshToken: string; clientSecret?: string },
): Promise<Answer> {
  return askServer(server, '/oauth/token/', {
    grant_type: 'refresh_token',
    client_id: clientId,
    client_secret: given.clientSecret ?? clientSecret,
    refresh_token: given.refreshToken,
  })
}

function readPair({ body }: Answer): Pair | null {
  const fields = fieldsOf(body)
  const [accessToken, refreshToken] = [fields?.access_token, fields?.refresh_token]
  if (typeof accessToken !== 'string' || typeof refreshToken !== 'string') return null
  return {
    accessToken,
    refreshToken,
    memberId: String(fields?.member_id ?? ''),
    clientEndpoint: String(fields?.client_endpoint ?? '').replace(/\/+$/, ''),
    userId: Number(fields?.user_id ?? 0),
  }
}
