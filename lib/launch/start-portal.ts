import path from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { Problem } from '#lib/platform/problem.ts'
import { type Child, startChild } from './start-child.ts'
import { ROOT } from './start-next.ts'

const announcement = z.object({
  oauthUrl: z.string(),
  controlUrl: z.string(),
  portals: z.array(z.object({ memberId: z.string(), origin: z.string() })),
})

/** Where the simulator's servers are, as origins. */
export type SimulatorAddresses = z.infer<typeof announcement>

/**
 * Starts the portal simulator and waits until it says where it is.
 * @param options.env its variables (see simulator/main.ts).
 * @param options.errors where its complaints go.
 */
export async function startPortal(options: {
  env: Record<string, string>
  errors: number | 'inherit'
}): Promise<{ child: Child; addresses: SimulatorAddresses }> {
  const child = startChild({
    args: [path.join(ROOT, 'simulator/main.ts')],
    env: options.env,
    output: 'pipe',
    errors: options.errors,
  })
  const { promise, resolve } = Promise.withResolvers<string>()
  if (child.stdout) createInterface({ input: child.stdout }).on('line', resolve)
  const ended = child.ended.then((reason) => {
    throw new Problem(`The portal simulator did not start (${reason}).`)
  })
  const addresses = announcement.parse(JSON.parse(await Promise.race([promise, ended])))
  ended.catch(() => {})
  return { child, addresses }
}
