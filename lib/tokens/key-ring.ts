import 'server-only'
import { type KeyRing, parseKeyRing } from '../platform/crypto.ts'
import { env } from '../platform/env.ts'
import { once } from '../platform/once.ts'

export function keyRing(): KeyRing {
  return once('key-ring', () => parseKeyRing(env().encryptionKeys))
}
