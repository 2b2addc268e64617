import { expect, test } from 'vitest'
import { resolvePath, sliderWidth } from '../../../simulator/page/slider-path.ts'

const PORTAL = 'http://127.0.0.1:4100'
const FRAMED = '?IFRAME=Y&IFRAME_TYPE=SIDE_SLIDER'

test.each([
  ['/crm/type/1220/details/5/', '/crm/type/1220/details/5/'],
  [`/crm/type/0/details/0/../../../../../crm/deal/details/5/${FRAMED}`, '/crm/deal/details/5/'],
  [`/workgroups/group/0/card/../../../../crm/type/31/details/7/${FRAMED}&x=1`, '/crm/type/31/details/7/?x=1'],
  ['/company/personal/user/7/', '/company/personal/user/7/'],
  ['/marketplace/app/1/', '/marketplace/app/1/'],
])('%s may be opened', (path, resolved) => {
  expect(resolvePath(path, PORTAL)).toBe(resolved)
})

test.each([
  '',
  '/',
  '/bitrix/admin/',
  '/crm/type/../../bitrix/admin/',
  '/crm/type/%2e%2e/%2e%2e/bitrix/admin/',
  '/company/personal/user/me/',
  '//elsewhere.example/crm/deal/1/',
  '/\\elsewhere.example/crm/deal/1/',
  'https://elsewhere.example/crm/deal/1/',
  'javascript:alert(1)',
])('%s may not', (path) => {
  expect(resolvePath(path, PORTAL)).toBeNull()
})

test('the prefix decides the width, not the page that is opened', () => {
  expect(sliderWidth('/workgroups/group/0/card/../../../../crm/type/31/details/7/')).toBe(900)
  expect(sliderWidth('/crm/company/requisite/0/../../../../crm/type/31/details/7/')).toBe(950)
  expect(sliderWidth('/company/personal/user/0/groups/create/../../../../../../crm/type/31/details/7/')).toBe(1200)
  expect(sliderWidth('/crm/type/31/details/7/')).toBe(1640)
})
