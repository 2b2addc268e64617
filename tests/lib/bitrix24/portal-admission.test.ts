import { expect, test } from 'vitest'
import { mayBeHttp, mayBePrivate } from '#lib/bitrix24/portal-admission.ts'
import { parseEnv } from '#lib/platform/parse-env.ts'
import { testEnv } from '../../support/test-env.ts'

function admission(settings: Record<string, string>) {
  const result = parseEnv({ ...testEnv(), B24_ALLOW_PRIVATE_PORTALS: '0', ...settings })
  if ('problems' in result) throw new Error(result.problems.join(' '))
  return result.env
}

/** May be private, may be http. */
const admitted = (settings: Record<string, string>, endpoint: string) => {
  const env = admission(settings)
  return [mayBePrivate(env, endpoint), mayBeHttp(env, endpoint)]
}

test.each([
  [{}, 'http://crm.example.com/rest', [false, false]],
  [{ B24_ALLOW_PRIVATE_PORTALS: '1' }, 'http://anything.local:8080/rest', [true, true]],
  [{ B24_HTTP_PORTALS: 'crm.example.com' }, 'http://crm.example.com/rest', [false, true]],
  [{ B24_HTTP_PORTALS: ' CRM.example.com:80 , other.example' }, 'http://crm.example.com/rest', [false, true]],
  [{ B24_HTTP_PORTALS: 'crm.example.com' }, 'http://crm.example.com:8080/rest', [false, false]],
  [{ B24_HTTP_PORTALS: 'crm.example.com' }, 'http://evil.crm.example.com/rest', [false, false]],
  [{ B24_HTTP_PORTALS: 'crm.example.com' }, 'http://crm.example.com.evil.example/rest', [false, false]],
  [{ B24_PRIVATE_PORTALS: '10.0.0.5:8443,crm.corp' }, 'https://10.0.0.5:8443/b24/rest', [true, true]],
  [{ B24_PRIVATE_PORTALS: '10.0.0.5:8443,crm.corp' }, 'http://crm.corp/rest', [true, true]],
  [{ B24_PRIVATE_PORTALS: '10.0.0.5:8443,crm.corp' }, 'https://10.0.0.6:8443/rest', [false, false]],
  [{ B24_PRIVATE_PORTALS: '10.0.0.5' }, 'https://10.0.0.5:6379/rest', [false, false]],
  [{ B24_PRIVATE_PORTALS: 'crm.corp' }, 'not an address', [false, false]],
])('%j and %s: %j', (settings, endpoint, expected) => expect(admitted(settings, endpoint)).toEqual(expected))
