import { expect, test } from 'vitest'
import { startRig } from './simulator-rig.ts'

test('scope tells the app’s permissions, with full all that there are (common/system/scope.md)', async () => {
  const rig = await startRig({ scope: 'crm,placement' })
  const scopes = async (params = {}) => (await rig.rest('scope', params)).body.result
  expect(await scopes()).toEqual(['crm', 'placement'])
  expect(await scopes({ full: false })).toEqual(['crm', 'placement'])
  expect(await scopes({ full: true })).toEqual(expect.arrayContaining(['crm', 'im', 'task', 'user_brief', 'vote']))
})

test('placement.list tells those of the app’s permissions, of one, or all (widgets/placement-list.md)', async () => {
  const rig = await startRig({ scope: 'placement,task' })
  const listed = async (params = {}) => (await rig.rest('placement.list', params)).body.result
  expect(await listed()).toEqual(expect.arrayContaining(['LEFT_MENU', 'TASK_VIEW_TAB']))
  expect(await listed()).not.toContain('CRM_DYNAMIC_1220_DETAIL_TAB')
  expect(await listed({ FULL: 'false' })).toEqual(await listed())
  expect(await listed({ SCOPE: 'crm' })).toContain('CRM_DYNAMIC_1220_DETAIL_TAB')
  expect(await listed({ SCOPE: 'crm', FULL: true })).not.toContain('LEFT_MENU')
  expect(await listed({ SCOPE: 'user' })).toEqual(['USER_PROFILE_MENU', 'USER_PROFILE_TOOLBAR'])
  const whole = ['LEFT_MENU', 'TASK_VIEW_TAB', 'USER_PROFILE_MENU', 'CRM_SMART_INVOICE_DETAIL_TAB']
  expect(await listed({ FULL: true })).toEqual(expect.arrayContaining(whole))
  const refused = await rig.rest('placement.bind', { PLACEMENT: 'CRM_DYNAMIC_1220_DETAIL_TAB', HANDLER: rig.handler })
  expect(refused.body.error).toBe('ERROR_PLACEMENT_NOT_FOUND')
})
