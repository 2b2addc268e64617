import { expect, test } from 'vitest'
import { canonicalHost } from '#lib/platform/canonical-host.ts'

test.each([
  ['Crm.Example.COM', 'crm.example.com'],
  ['crm.example.com:443', 'crm.example.com'],
  ['crm.example.com:80', 'crm.example.com'],
  ['crm.example.com:8443', 'crm.example.com:8443'],
  ['crm.example.com.', 'crm.example.com'],
  ['crm.example.com.:8443', 'crm.example.com:8443'],
  ['crm_internal.local', 'crm_internal.local'],
  ['портал.рф', 'xn--80awhdgm.xn--p1ai'],
  ['xn--80awhdgm.xn--p1ai', 'xn--80awhdgm.xn--p1ai'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['2130706433', '127.0.0.1'],
])('%s is %s', (text, host) => expect(canonicalHost(text)).toBe(host))

test.each([
  ...[
    '',
    '.',
    ':443',
    'a b',
    'x/../y',
    "'none'",
    "'self'",
    'a;b',
    'a,b',
    '*',
    '*.example.com',
    'http://x',
    'x@y',
    'u:p@x',
    '-a',
  ],
  ...['x:99999', 'x:y', 'x?y', 'x#y', 'x\\y', '[::1]', 'a%00b', 'a\nb', '<x>', `${'a'.repeat(300)}.example`],
])('%j is no host, and so comes into no policy', (text) => expect(canonicalHost(text)).toBeNull())
