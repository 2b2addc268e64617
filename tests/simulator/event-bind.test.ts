import { expect, test } from 'vitest'
import { startRig } from './simulator-rig.ts'

test('the same event and handler are bound once; the second time says so', async () => {
  const rig = await startRig()
  expect((await rig.bind('ONCRMTYPEADD')).body.result).toBe(true)
  expect(await rig.bind('oncrmtypeadd')).toMatchObject({
    status: 400,
    body: { error: 'ERROR_CORE', error_description: 'Unable to set event handler: Handler already binded' },
  })
  expect(await rig.client.bindings(rig.memberId)).toEqual([
    { event: 'ONCRMTYPEADD', handler: rig.handler, auth_type: '0', offline: 0 },
  ])
})

test('unknown events and handlers without a dotted http host are refused', async () => {
  const rig = await startRig()
  const errorOf = async (event: string, handler: string) =>
    (await rig.rest('event.bind', { event, handler })).body.error
  expect(await errorOf('ONNOTHING', rig.handler)).toBe('ERROR_EVENT_NOT_FOUND')
  expect(await errorOf('ONCRMDYNAMICITEMADD_9999', rig.handler)).toBe('ERROR_EVENT_NOT_FOUND')
  expect(await errorOf('ONCRMTYPEADD', 'http://localhost/events')).toBe('ERROR_WRONG_HANDLER_URL')
  expect(await errorOf('ONCRMTYPEADD', 'ftp://app.example/events')).toBe('ERROR_UNSUPPORTED_PROTOCOL')
})

test('what a person without admin rights binds is theirs: seen by them and admins, always with their tokens', async () => {
  const rig = await startRig()
  const eva = await rig.accessOf(9)
  await rig.bind('ONCRMTYPEADD')
  await rig.bind('ONCRMDYNAMICITEMADD', eva)
  expect((await rig.rest('event.get', {}, eva)).body.result).toMatchObject([{ auth_type: '9' }])
  expect((await rig.rest('event.get')).body.result).toHaveLength(2)
  await rig.client.createItems(rig.memberId, { entityTypeId: 1220 })
  await rig.client.settled(rig.memberId)
  expect(rig.received[0]?.body).toContain('auth%5Buser_id%5D=9')
})

test('unbinding answers how many went', async () => {
  const rig = await startRig()
  await rig.bind('ONCRMTYPEADD')
  const unbind = () => rig.rest('event.unbind', { event: 'ONCRMTYPEADD', handler: rig.handler })
  expect((await unbind()).body.result).toEqual({ count: 1 })
  expect((await unbind()).body.result).toEqual({ count: 0 })
})

test('a new smart process brings its suffixed names, its deletion takes them and their handlers away', async () => {
  const rig = await startRig()
  const { entityTypeId } = await rig.client.createType(rig.memberId, { title: 'Audits' })
  const name = `ONCRMDYNAMICITEMADD_${entityTypeId}`
  expect((await rig.rest('events')).body.result).toContain(name)
  await rig.bind(name)
  await rig.client.deleteType(rig.memberId, entityTypeId)
  expect((await rig.rest('events')).body.result).not.toContain(name)
  expect(await rig.client.bindings(rig.memberId)).toEqual([])
})

test('the list of events is that of the app’s scopes, of one scope, or the full one, without what an older box lacks', async () => {
  const rig = await startRig({ scope: 'user_brief' })
  const listed = async (params = {}) => (await rig.rest('events', params)).body.result
  expect(await listed()).not.toContain('ONCRMTYPEADD')
  expect(await listed({ SCOPE: 'crm' })).toContain('ONCRMTYPEADD')
  expect(await listed({ SCOPE: 'crm' })).not.toContain('ONAPPINSTALL')
  expect(await listed({ SCOPE: 'user' })).toEqual(['ONUSERADD'])
  expect(await listed({ SCOPE: 'user', FULL: true })).toEqual(['ONUSERADD'])
  expect(await listed({ SCOPE: 'nonsense' })).toEqual([])
  expect(await listed({ FULL: false })).toEqual(await listed())
  expect(await listed({ FULL: true })).toEqual(expect.arrayContaining(['ONAPPINSTALL', 'ONCRMTYPEADD']))
  await rig.client.setFaults(rig.memberId, { absentEvents: ['ONCRMTYPEADD'] })
  expect(await listed({ FULL: true })).not.toContain('ONCRMTYPEADD')
  expect((await rig.bind('ONAPPINSTALL')).body.result).toBe(true)
  expect((await rig.bind('ONCRMTYPEADD')).body.error).toBe('ERROR_EVENT_NOT_FOUND')
})

test('a binding is refused while another one is said to be under way, so many times', async () => {
  const rig = await startRig()
  await rig.client.setFaults(rig.memberId, { busyBindings: [{ event: 'ONCRMTYPEADD', times: 1 }] })
  expect((await rig.bind('ONCRMTYPEADD')).body).toMatchObject({
    error: 'ERROR_CORE',
    error_description: 'Unable to set event handler: Process of binding the handler has already started',
  })
  expect((await rig.bind('ONCRMTYPEADD')).body.result).toBe(true)
})

test.each(['Add', 'Update', 'Delete', 'SetEnumValues'])(
  'onCrmTypeUserField%s is there and can be bound',
  async (change) => {
    const rig = await startRig()
    const name = `onCrmTypeUserField${change}`
    expect((await rig.rest('events', { SCOPE: 'crm' })).body.result).toContain(name.toUpperCase())
    expect((await rig.bind(name)).body.result).toBe(true)
    const FIELDS = { ID: 6977, ENTITY_ID: 'CRM_3', FIELD_NAME: 'UF_CRM_3_1742999523' }
    await rig.client.sendEvent(rig.memberId, { event: name, fields: FIELDS })
    await rig.client.settled(rig.memberId)
    expect(rig.received[0]?.body).toContain(`event=${name.toUpperCase()}&`)
    expect(rig.received[0]?.body).toContain('data%5BFIELDS%5D%5BENTITY_ID%5D=CRM_3')
  },
)
