import { expect, test } from 'vitest'
import { imageTypeOf } from '#lib/bitrix24/image-type.ts'
import { photoAddress, photoMark } from '#lib/bitrix24/photo-address.ts'

test('a photo is fetched from the portal itself or from public storage on https, and from nowhere else', () => {
  const portal = 'https://a.bitrix24.com'
  expect(photoAddress(portal, '/upload/main/1.png')).toBe(`${portal}/upload/main/1.png`)
  expect(photoAddress(portal, 'https://cdn.bitrix24.com/b1/1.png')).toBe('https://cdn.bitrix24.com/b1/1.png')
  expect(photoAddress('http://box.local:8080', '/upload/1.png')).toBe('http://box.local:8080/upload/1.png')
  const others = [
    'http://a.bitrix24.com/1.png',
    'https://cdn.example:8443/1.png',
    'https://me:secret@cdn.example/1.png',
  ]
  for (const told of [...others, 'file:///etc/passwd', 'javascript:alert(1)', 'http://', '//'])
    expect([told, photoAddress(portal, told)]).toEqual([told, null])
})

test('a mark is of one photo, and does not tell where it is', () => {
  expect(photoMark('https://cdn.example/1.png')).toMatch(/^[0-9a-f]{32}$/)
  expect(photoMark('https://cdn.example/1.png')).not.toBe(photoMark('https://cdn.example/2.png'))
})

test('a picture is what begins like one, whatever it is called', () => {
  const bytes = (text: string) => Buffer.from(text, 'latin1')
  expect(
    ['\x89PNG\r\n', '\xff\xd8\xff\xe0', 'GIF89a', 'RIFF\0\0\0\0WEBPVP8', '<svg onload=alert(1)>', '<!doctype html>', '']
      .map(bytes)
      .map(imageTypeOf),
  ).toEqual(['image/png', 'image/jpeg', 'image/gif', 'image/webp', null, null, null])
})
