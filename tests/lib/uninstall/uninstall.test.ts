import { expect, test } from 'vitest'
import { nextProbeDelay, readProof } from '#lib/portals/uninstall-probes.ts'

test.each([
  ['that is installed', { installed: true }, 'installed'],
  ['that it is not', { installed: false }, 'uninstalled'],
  ['NOT_INSTALLED', { code: 'not_installed' }, 'uninstalled'],
  ['that a token is broken', { code: 'invalid_token' }, 'unknown'],
  ['that a chain is broken', { code: 'invalid_grant' }, 'unknown'],
  ['that nobody pays', { code: 'payment_required' }, 'unknown'],
  ['nothing', { code: 'no_answer' }, 'unknown'],
])('H3: only "not installed" proves an uninstall: the OAuth server says %s', (_, answer, proof) =>
  expect(readProof(answer)).toBe(proof),
)

test('H3: an announced uninstall is looked at after a minute, ten, an hour and a day, and then no more', () => {
  expect([1, 2, 3, 4, 5].map(nextProbeDelay)).toEqual([60, 600, 3_600, 86_400, null])
})
