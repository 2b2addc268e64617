import path from 'node:path'
import { expect, test } from 'vitest'
import { findFreePort } from '#lib/platform/ports.ts'
import { startProgram } from '../support/start-program.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem()
const NEXT = path.resolve('node_modules/next/dist/bin/next')

/** The server without a launcher in front of it. */
async function serveByHand(change: Record<string, string>) {
  const port = String(await findFreePort())
  const env = { ...system().appEnv, DATABASE_URL: system().databaseProxy.url, NODE_ENV: 'production', ...change }
  return startProgram(process.execPath, [NEXT, 'start', '--port', port, '--hostname', '127.0.0.1'], env)
}

test.each([
  ['TRUSTED_PROXIES', 'proxy.internal'],
  ['DATABASE_URL', ''],
])(
  'a server that is started by hand with %s=%s ends and says why, instead of answering 500 to everybody',
  async (name, value) => {
    const program = await serveByHand({ [name]: value })
    expect(await program.exitCode).toBe(1)
    expect(program.output()).toMatch(new RegExp(`^Smart Process Feed cannot start:\\n- ${name} .+\\.$`, 'm'))
  },
)
