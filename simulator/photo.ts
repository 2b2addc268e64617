import { crc32, deflateSync } from 'node:zlib'
import type { Portal } from './portal.ts'

const SIDE = 96

/** Where the portal keeps a person's photo; anybody may fetch it, as from Bitrix24's storage. */
export const photoPath = (userId: number): string => `/upload/main/${userId}.png`

/** The photo at a path of the portal: somebody before a wall; null where nobody has one there. */
export function photoAt(portal: Portal, pathname: string): Buffer | null {
  const user = portal.state.users.find(({ id, hasPhoto }) => hasPhoto && photoPath(id) === pathname)
  return user ? picture(user.id) : null
}

function picture(seed: number): Buffer {
  const rows = Array.from({ length: SIDE }, (_, y) => {
    const pixels = Array.from({ length: SIDE }, (_, x) => colorAt(x / SIDE - 0.5, y / SIDE - 0.5, seed))
    return Buffer.from([0, ...pixels.flat()])
  })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(SIDE, 0)
  header.writeUInt32BE(SIDE, 4)
  // 8 bits of red, green and blue each.
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  const data = deflateSync(Buffer.concat(rows))
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

function colorAt(x: number, y: number, seed: number): number[] {
  const isHead = x * x + (y + 0.1) ** 2 < 0.035
  const isBody = x * x + (y - 0.55) ** 2 < 0.11
  if (isHead) return [236, 190, 160]
  return isBody ? [40 + ((seed * 53) % 120), 70, 110] : [150, 190 - ((seed * 31) % 60), 205]
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
