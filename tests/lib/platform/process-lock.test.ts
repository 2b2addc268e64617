import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { takeProcessLock } from '#lib/platform/process-lock.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const lockFile = () => path.join(temporaryFolder('lock'), 'demo.lock')

test('a lock is held until it is released', () => {
  const file = lockFile()
  const lock = takeProcessLock(file)
  expect(takeProcessLock(file)).toEqual({ heldBy: process.pid })
  if ('release' in lock) lock.release()
  expect(takeProcessLock(file)).toMatchObject({ takenOver: false })
})

test.each([
  ['a process that is gone', { pid: 2 ** 30, startedAt: '' }],
  ['another process that had the same pid', { pid: process.pid, startedAt: 'another boot 1' }],
  ['nobody, its file is broken', null],
])('a lock of %s is taken over', (_, holder) => {
  const file = lockFile()
  writeFileSync(file, holder ? JSON.stringify(holder) : 'x')
  expect(takeProcessLock(file)).toMatchObject({ takenOver: true })
  expect(takeProcessLock(file)).toEqual({ heldBy: process.pid })
})
