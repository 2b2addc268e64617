/** What a browser takes as a host in `frame-ancestors`: no quotes, no semicolons, no IPv6. */
const hostName = /^[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?$/

/**
 * One spelling of a host and its port: "Crm.Example.com:443", "crm.example.com." and "crm.example.com" are one, and so are a name and
 * its punycode. Null for what is no host.
 */
export function canonicalHost(text: string): string | null {
  if (/[\s/?#@\\]/.test(text)) return null
  const url = URL.parse(`https://${text}`)
  const name = url?.hostname.replace(/\.$/, '') ?? ''
  if (!url || !hostName.test(name)) return null
  // Whether it is that of http or of https, the default port is not written.
  return url.port === '' || url.port === '80' ? name : `${name}:${url.port}`
}
