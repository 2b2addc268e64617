import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { TokenFile } from './token-file.ts'

const client = 'local.1'
const pairOf = (refreshToken: string) => ({
  ...{
    accessToken: `access of ${refreshToken}`,
    refreshToken,
    memberId: 'm',
    clientEndpoint: 'https://x/rest',
    userId: 1,
  },
})

function keepOne() {
  const file = path.join(temporaryFolder('token-file'), 'below', 'tokens.json')
  const tokens = new TokenFile(file)
  tokens.prepare()
  tokens.keep('first', client, { given: 'given', pair: pairOf('second') })
  return { file, tokens }
}

test('what was kept goes before the token that it came of', () => {
  const { file } = keepOne()
  const again = new TokenFile(file)
  expect(again.tokenFor('first', client, 'given')).toBe('second')
  expect(again.tokenFor('first', client, null)).toBe('second')
})

test('a new token, and one of another app or person, goes before what was kept', () => {
  const { file } = keepOne()
  const again = new TokenFile(file)
  expect(again.tokenFor('first', client, 'newer')).toBe('newer')
  expect(again.tokenFor('first', 'local.2', null)).toBeNull()
  expect(again.tokenFor('second', client, null)).toBeNull()
})

test('a chain that goes on without the environment is still known by the token that it began with', () => {
  const { file } = keepOne()
  const again = new TokenFile(file)
  again.keep('first', client, { given: null, pair: pairOf('third') })
  again.keep('second', client, { given: 'other', pair: pairOf('of the other') })
  const later = new TokenFile(file)
  expect(later.tokenFor('first', client, 'given')).toBe('third')
  expect(later.tokenFor('second', client, 'other')).toBe('of the other')
})

test('only its owner may read it, however often it is written, and what was spent is not in it', () => {
  const { file, tokens } = keepOne()
  tokens.keep('first', client, { given: 'given', pair: pairOf('third') })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const text = readFileSync(file, 'utf8')
  expect(text).toContain('"third"')
  expect(text).not.toMatch(/"given"|"second":|"second",/)
})

test.each(['644', '640', '602', '660'])('rights of %s are refused', (mode) => {
  const { file } = keepOne()
  chmodSync(file, Number.parseInt(mode, 8))
  expect(() => new TokenFile(file)).toThrow('chmod 600')
})

test('a link, a folder, and what holds something else are refused', () => {
  const { file } = keepOne()
  const folder = path.dirname(file)
  symlinkSync(file, path.join(folder, 'link'))
  expect(() => new TokenFile(path.join(folder, 'link'))).toThrow('is no file')
  expect(() => new TokenFile(folder)).toThrow('is no file')
  writeFileSync(path.join(folder, 'else'), 'words', { mode: 0o600 })
  expect(() => new TokenFile(path.join(folder, 'else'))).toThrow('holds no tokens')
})

test('where nothing can be kept is said before a token is spent', () => {
  const { file } = keepOne()
  expect(() => new TokenFile(path.join(file, 'below')).prepare()).toThrow('cannot be written to')
})
