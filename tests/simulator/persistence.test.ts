import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { SimulatorClient } from '../../simulator/simulator-client.ts'
import { startSimulator } from '../../simulator/start-simulator.ts'
import { CLIENT, startRig } from './simulator-rig.ts'

async function stateFile(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'simulator-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return path.join(folder, 'deeper', 'state.json')
}

test('a restarted simulator is the same portal: origin, items, tokens and bindings', async () => {
  const file = await stateFile()
  const rig = await startRig({}, { stateFile: file })
  await rig.bind('ONCRMDYNAMICITEMADD')
  const [id = 0] = await rig.client.createItems(rig.memberId, { entityTypeId: 1220, title: 'Kept' })
  const before = await rig.client.portal(rig.memberId)
  await rig.simulator.close()

  const again = await startSimulator({ ...CLIENT, appUrl: 'http://127.0.0.1:1', stateFile: file })
  onTestFinished(() => again.close())
  const client = new SimulatorClient(again.controlUrl)
  expect([again.oauthUrl, again.controlUrl]).toEqual([rig.simulator.oauthUrl, rig.simulator.controlUrl])
  expect(await client.portals()).toEqual([before])
  expect(await client.bindings(rig.memberId)).toHaveLength(1)
  expect((await rig.rest('crm.item.get', { entityTypeId: 1220, id })).body.result).toMatchObject({
    item: { title: 'Kept' },
  })
  expect(await client.secrets()).toContain(rig.tokens.REFRESH_ID)
})

test('an item is on disk before its event leaves, so that a kill between them loses neither', async () => {
  const file = await stateFile()
  const rig = await startRig({}, { stateFile: file })
  await rig.bind('ONCRMDYNAMICITEMADD')
  const seen = new Promise<string>((resolve) => {
    rig.onEvent((response) => {
      response.end()
      resolve(import('node:fs').then(({ readFileSync }) => readFileSync(file, 'utf8')))
    })
  })
  await rig.client.createItems(rig.memberId, { entityTypeId: 1220, title: 'Written first' })
  expect(await seen).toContain('Written first')
})

test('a portal whose port is taken comes back on another one, as after a rename', async () => {
  const file = await stateFile()
  const rig = await startRig({}, { stateFile: file })
  await rig.simulator.close()
  const squatter = await startRig({ port: Number(new URL(rig.portal.origin).port) })
  expect(squatter.portal.origin).toBe(rig.portal.origin)
  const again = await startSimulator({ ...CLIENT, appUrl: 'http://127.0.0.1:1', stateFile: file })
  onTestFinished(() => again.close())
  const moved = await new SimulatorClient(again.controlUrl).portal(rig.memberId)
  expect(moved.memberId).toBe(rig.memberId)
  expect(moved.origin).not.toBe(rig.portal.origin)
})
