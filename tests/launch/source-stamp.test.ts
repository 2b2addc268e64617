import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { sourceStamp } from '#lib/launch/source-stamp.ts'

test('the stamp of the sources changes with any of them and with nothing else', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'spf-stamp-'))
  mkdirSync(path.join(root, 'app/feed'), { recursive: true })
  mkdirSync(path.join(root, 'docs'))
  writeFileSync(path.join(root, 'app/feed/page.tsx'), 'one')
  const before = sourceStamp(root)
  writeFileSync(path.join(root, 'docs/operate.md'), 'words')
  expect(sourceStamp(root)).toBe(before)
  writeFileSync(path.join(root, 'app/feed/page.tsx'), 'two')
  expect(sourceStamp(root)).not.toBe(before)
})
