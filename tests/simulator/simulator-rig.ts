import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { NewPortalInput } from '../../simulator/control-input.ts'
import { readBody } from '../../simulator/http-exchange.ts'
import type { JsonMap } from '../../simulator/json-value.ts'
import { listen } from '../../simulator/listen.ts'
import { SimulatorClient } from '../../simulator/simulator-client.ts'
import { type SimulatorOptions, startSimulator } from '../../simulator/start-simulator.ts'

export type ReceivedEvent = {
  body: string
  userAgent: string
  contentType: string
}

export const CLIENT = { clientId: 'app.demo.1', clientSecret: 'a-secret-of-tests' }

/** A simulator with one portal and an app that records what it is sent; everything is closed when the test ends. */
export async function startRig(portalInput: NewPortalInput = {}, options: Partial<SimulatorOptions> = {}) {
  const received: ReceivedEvent[] = []
  let answerEvent = (response: ServerResponse): void => void response.end('ok')
  const app = await listen(0, async (request, response) => {
    const { 'user-agent': userAgent = '', 'content-type': contentType = '' } = request.headers
    received.push({ body: await readBody(request), userAgent, contentType })
    answerEvent(response)
  })
  onTestFinished(() => app.close())
  const simulator = await startSimulator({ ...CLIENT, appUrl: app.origin, ...options })
  onTestFinished(() => simulator.close())
  const client = new SimulatorClient(simulator.controlUrl)
  const portal = await client.createPortal({ installed: true, ...portalInput })
  const { memberId } = portal
  const tokens = await client.issueTokens(memberId)

  /** Calls a REST method with JSON; as the admin unless another access token is given. */
  const rest = async (method: string, params: JsonMap = {}, access = tokens.AUTH_ID) => {
    const response = await fetch(`${portal.origin}/rest/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...params, auth: access }),
    })
    return { status: response.status, body: (await response.json()) as JsonMap }
  }
  const handler = `${app.origin}/api/bitrix24/events`
  return {
    ...{ simulator, client, portal, memberId, tokens, received, handler, rest },
    bind: (event: string, access?: string) => rest('event.bind', { event, handler }, access),
    accessOf: async (userId: number) => (await client.issueTokens(memberId, { userId })).AUTH_ID,
    onEvent: (answer: typeof answerEvent) => {
      answerEvent = answer
    },
  }
}

/** A documented body from tests/fixtures. */
export const fixture = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, '../fixtures', name), 'utf8').trim()
