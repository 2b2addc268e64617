import { expect, onTestFinished, test } from 'vitest'
import { cleanUp } from './clean-up.ts'
import { bindingHandler, newTitle } from './marker.ts'
import { startSimulatedPortal } from './simulated-portal.ts'

async function startPortal() {
  const parts = new AsyncDisposableStack()
  onTestFinished(() => parts.disposeAsync())
  const { portal, client, memberId } = await startSimulatedPortal(parts)
  const titles = async () => (await client.portal(memberId)).types.map(({ title }) => title)
  return { portal, client, memberId, titles }
}

test('what was left is removed, items and handlers too, and nothing else', async () => {
  const { portal, client, memberId, titles } = await startPortal()
  const before = await titles()
  const others = ['check:portal', 'check:portal 0123abcd', 'About check:portal 0123abcd (may be deleted)']
  for (const title of others) await client.createType(memberId, { title })
  const title = newTitle()
  const { entityTypeId } = await client.createType(memberId, { title })
  await client.createItems(memberId, { entityTypeId, count: 3 })
  await portal.ask('event.bind', { event: 'ONCRMTYPEADD', handler: bindingHandler })
  await portal.ask('event.bind', { event: 'ONCRMTYPEADD', handler: 'https://app.example/events' })

  const removed = ['the handler of ONCRMTYPEADD', `the smart process "${title}"`]
  expect(await cleanUp(portal)).toEqual({ removed, left: [] })
  expect(await titles()).toEqual([...before, ...others])
  expect((await client.bindings(memberId)).map(({ handler }) => handler)).toEqual(['https://app.example/events'])
  expect(await cleanUp(portal)).toEqual({ removed: [], left: [] })
})

test('a smart process with more items than a run makes is left alone, and told', async () => {
  const { portal, client, memberId, titles } = await startPortal()
  const title = newTitle()
  const { entityTypeId } = await client.createType(memberId, { title })
  await client.createItems(memberId, { entityTypeId, count: 50 })
  expect(await cleanUp(portal)).toEqual({ removed: [], left: [`the smart process "${title}"`] })
  expect(await titles()).toContain(title)
})

test('where the portal does not say what there is, that is told', async () => {
  const { portal, client, memberId } = await startPortal()
  await client.setFaults(memberId, { rest: [{ method: 'crm.type.list', kind: '500', times: 1 }] })
  expect((await cleanUp(portal)).left).toEqual([expect.stringContaining('does not list its smart processes')])
})
