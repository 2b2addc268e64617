import { randomBytes } from 'node:crypto'
import { SimulatorClient } from '../../simulator/simulator-client.ts'
import { startSimulator } from '../../simulator/start-simulator.ts'
import { Chain } from './chain.ts'
import { Portal } from './portal.ts'

/** An employee of the sample who reads the own items alone. */
const employeeId = 9

type Options = {
  /** Those of the portal it is compared with. */
  readonly scopes?: ReadonlySet<string>
  readonly hasSecond?: boolean
}

/** A simulator's portal with the sample's people and items, asked through its OAuth server like any other. */
export async function startSimulatedPortal(parts: AsyncDisposableStack, { scopes, hasSecond = true }: Options = {}) {
  const [clientId, clientSecret] = ['app.contract.1', randomBytes(24).toString('hex')]
  const simulator = await startSimulator({ clientId, clientSecret, appUrl: 'https://app.invalid' })
  parts.defer(() => simulator.close())
  const client = new SimulatorClient(simulator.controlUrl)
  const scope = scopes ? { scope: [...scopes].join(',') } : {}
  // A large plan, so that nobody waits.
  const { memberId } = await client.createPortal({ installed: true, license: 'en_ent250', ...scope })
  const config = {
    ...{ clientId, clientSecret, servers: [simulator.oauthUrl], timeoutMs: 20_000 },
    admitsHttp: () => true,
  }
  const start = async (userId: number) =>
    Chain.start(config, (await client.issueTokens(memberId, { userId })).REFRESH_ID, () => {})
  const portal = new Portal({ first: await start(1), second: hasSecond ? await start(employeeId) : null })
  await portal.learnPace()
  return { portal, client, memberId, config }
}
