import { expect, test } from 'vitest'
import { photoAddress, photoSources } from '#lib/bitrix24/photo-address.ts'

const german = 'https://a.bitrix24.de'

test.each([
  [german, '/upload/main/1.png', `${german}/upload/main/1.png`],
  [german, 'https://cdn.bitrix24.de/b1/main/1.png', 'https://cdn.bitrix24.de/b1/main/1.png'],
  ['https://a.bitrix24.kz', 'https://cdn-ru.bitrix24.kz/b1/1', 'https://cdn-ru.bitrix24.kz/b1/1'],
  ['https://a.bitrix24.com.br', 'https://cdn.bitrix24.com.br/b1/1', 'https://cdn.bitrix24.com.br/b1/1'],
  ['http://box.local:8080/crm', '/upload/1.png', 'http://box.local:8080/upload/1.png'],
  ['http://crm.firm.ru', 'https://crm.firm.ru:8443/upload/1.png', 'http://crm.firm.ru/upload/1.png'],
  ['https://a.bitrix24.de', '/upload/фото 1.png', `${german}/upload/%D1%84%D0%BE%D1%82%D0%BE%201.png`],
])('a portal at %s may tell %s', (portal, told, address) => {
  expect(photoAddress(portal, told)).toBe(address)
  expect(photoSources([portal])).toContain(new URL(address).origin)
})

test.each([
  'https://a.bitrix24.de/?logout=yes',
  'blob:https://a.bitrix24.de/1',
  'https://crm.bitrix24.de/upload/1.png',
  'http://cdn.bitrix24.de/1.png',
  'https://cdn.bitrix24.com/1.png',
  'https://b.bitrix24.de/?logout=yes',
  'https://cdn.bitrix24.de:8443/1.png',
  'https://cdn.bitrix24.de.evil.example/1.png',
  'https://evil.example/cdn.bitrix24.de/1.png',
  'https://me:secret@cdn.bitrix24.de/1.png',
  '//evil.example/1.png',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:image/svg+xml,<svg/>',
  'http://',
])('and not %s', (told) => {
  expect(photoAddress(german, told)).toBeNull()
})

test('nothing but an origin gets into a policy', () => {
  expect(photoSources(['https://x;script-src *', 'https://a.de b', 'https://*', "'self'"])).toEqual([])
})

test('a box tells nothing of a storage, whatever it is called', () => {
  expect(photoAddress('https://crm.example', 'https://cdn.bitrix24.de/b1/1.png')).toBeNull()
  expect(photoSources(['https://crm.example', 'https://crm.example/sub', '*', "'none'", ''])).toEqual([
    'https://crm.example',
  ])
})
