import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { findFreePort, probePortFree } from '#lib/platform/ports.ts'

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return server
}

test('a port is free until a server listens there', async () => {
  const port = await findFreePort()
  expect(await probePortFree(port)).toBe(true)
  await listen(port)
  expect(await probePortFree(port)).toBe(false)
})

test('a free port is none that a server or a connection without a number of its own is given', async () => {
  const server = await listen(0)
  const given = (server.address() as AddressInfo).port
  for (let i = 0; i < 20; i++) expect(await findFreePort()).toBeLessThan(Math.min(given, 32_768))
})
