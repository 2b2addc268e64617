import { afterEach, beforeEach, expect, type MockInstance, vi } from 'vitest'
import { testEnv } from './test-env.ts'

for (const [name, value] of Object.entries(testEnv())) process.env[name] ??= value

let errors: MockInstance

beforeEach(() => {
  errors = vi.spyOn(console, 'error')
})

// A test that expects one clears it: `vi.spyOn(console, 'error')` gives this same spy.
afterEach(() => {
  expect(errors.mock.calls, 'unexpected console.error').toEqual([])
})
