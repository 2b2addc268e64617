import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { sourceStamp } from '#lib/launch/source-stamp.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

test('the stamp of the sources changes with any of them and with nothing else', () => {
  const root = temporaryFolder('stamp')
  mkdirSync(path.join(root, 'app/feed'), { recursive: true })
  mkdirSync(path.join(root, 'docs'))
  writeFileSync(path.join(root, 'app/feed/page.tsx'), 'one')
  const before = sourceStamp(root)
  writeFileSync(path.join(root, 'docs/operate.md'), 'words')
  expect(sourceStamp(root)).toBe(before)
  writeFileSync(path.join(root, 'app/feed/page.tsx'), 'two')
  expect(sourceStamp(root)).not.toBe(before)
})
