import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isPidRunning, pidSpace, startOf } from '#lib/platform/live-process.ts'
import { acquireProcessLock } from '#lib/platform/process-lock.ts'
import { until } from '../../support/processes.ts'
import { startProgram } from '../../support/start-program.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { startUnawaited, stateOf } from '../../support/zombie.ts'

const HOLD = path.join(import.meta.dirname, 'hold-lock.ts')
const isLinux = existsSync('/proc/self/stat')
const lockFile = () => path.join(temporaryFolder('lock'), 'demo.lock')
const space = pidSpace()
const watchMs = 3_000

test('a lock is held until it is released', async () => {
  const file = lockFile()
  const lock = await acquireProcessLock(file)
  expect(await acquireProcessLock(file)).toEqual({ heldBy: process.pid })
  if ('release' in lock) lock.release()
  expect(await acquireProcessLock(file)).toMatchObject({ takenOver: false })
})

test.each([
  ['a process that is gone', JSON.stringify({ pid: 2 ** 30, startedAt: null, space })],
  ['another process that had the same pid', JSON.stringify({ pid: process.pid, startedAt: '1', space })],
  ['another process that has got the pid', JSON.stringify({ pid: process.ppid, startedAt: '1', space })],
  ['a process of another boot, as earlier versions say it', JSON.stringify({ pid: process.pid, startedAt: 'boot 1' })],
  ['nobody: its file is broken', 'x'],
  ['nobody: its file is empty', ''],
  [
    'nobody: half of it was written',
    JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid), space }).slice(0, 30),
  ],
  ['nobody: it names no pid', JSON.stringify({ pid: 0, startedAt: null, space })],
  ['nobody: it names a group of processes', JSON.stringify({ pid: -1, startedAt: null, space })],
])('a lock of %s is taken over', async (_, text) => {
  const file = lockFile()
  writeFileSync(file, text)
  expect(await acquireProcessLock(file)).toMatchObject({ takenOver: true })
  expect(await acquireProcessLock(file)).toEqual({ heldBy: process.pid })
})

test.runIf(isLinux)('a lock of a process that was killed and not waited for is taken over', async () => {
  const file = lockFile()
  const holder = await startUnawaited(process.execPath, [HOLD, file])
  await until('it holds the lock', () => holder.output().includes('takenOver'))
  expect(await acquireProcessLock(file)).toEqual({ heldBy: holder.pid })
  await holder.kill()
  expect(stateOf(holder.pid)).toBe('Z')
  expect(isPidRunning(holder.pid)).toBe(false)
  expect(await acquireProcessLock(file)).toMatchObject({ takenOver: true })
})

test.runIf(isLinux)('a process that is only stopped keeps its lock', async () => {
  const file = lockFile()
  const holder = startProgram(process.execPath, [HOLD, file])
  onTestFinished(() => void holder.child.kill('SIGKILL'))
  await until('it holds the lock', () => holder.output().includes('takenOver'))
  holder.child.kill('SIGSTOP')
  await until('it is stopped', () => stateOf(holder.pid) === 'T')
  expect(await acquireProcessLock(file, { watchMs: 100 })).toEqual({ heldBy: holder.pid })
})

test('a lock from another container or machine is taken over once it gives no sign of life, however new its file is', async () => {
  const file = lockFile()
  // The pid means another process here, which lives and is as old as it says.
  const elsewhere = { pid: process.pid, startedAt: startOf(process.pid), space: 'another' }
  writeFileSync(file, JSON.stringify(elsewhere))
  expect(await acquireProcessLock(file, { watchMs: 300 })).toMatchObject({ takenOver: true })
})

test('a lock from another container or machine is respected while it gives signs of life, whatever its clock says', async () => {
  const file = lockFile()
  writeFileSync(file, JSON.stringify({ pid: 1, startedAt: '1', space: 'another' }))
  let longAgoMs = 9_000_000
  const beat = setInterval(() => {
    longAgoMs += 1_000
    utimesSync(file, new Date(longAgoMs), new Date(longAgoMs))
  }, 200)
  onTestFinished(() => clearInterval(beat))
  expect(await acquireProcessLock(file, { watchMs })).toEqual({ heldBy: 1 })
})

const canUnshare = () => {
  try {
    execFileSync('unshare', ['--pid', '--fork', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test.runIf(isLinux && canUnshare())('a container that lives keeps its lock, one that was killed does not', async () => {
  const file = lockFile()
  const container = startProgram('unshare', [
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
    process.execPath,
    HOLD,
    file,
  ])
  onTestFinished(() => void container.child.kill('SIGKILL'))
  await until('it holds the lock', () => container.output().includes('takenOver'))
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: 1 })
  expect(await acquireProcessLock(file, { watchMs })).toEqual({ heldBy: 1 })
  container.child.kill('SIGKILL')
  await container.exitCode
  expect(await acquireProcessLock(file, { watchMs })).toMatchObject({ takenOver: true })
})

test('whoever was taken for dead neither shows signs of life on another’s lock nor gives it back', async () => {
  const file = lockFile()
  const lock = await acquireProcessLock(file)
  const other = JSON.stringify({ pid: 1, startedAt: '1', space: 'another' })
  writeFileSync(file, other)
  if ('release' in lock) lock.release()
  expect(readFileSync(file, 'utf8')).toBe(other)
})

test('a directory that is taken away ends nobody who holds a lock in it', async () => {
  const file = lockFile()
  const holder = startProgram(process.execPath, [HOLD, file])
  onTestFinished(() => void holder.child.kill('SIGKILL'))
  await until('it holds the lock', () => holder.output().includes('takenOver'))
  const before = statSync(file).mtimeMs
  await until('it has shown a sign of life', () => statSync(file).mtimeMs !== before)
  rmSync(path.dirname(file), { recursive: true })
  mkdirSync(path.dirname(file))
  expect(await acquireProcessLock(file)).toMatchObject({ takenOver: false })
  const others = statSync(file).mtimeMs
  await until('the own sign of life', () => statSync(file).mtimeMs !== others)
  expect(isPidRunning(holder.pid)).toBe(true)
})
