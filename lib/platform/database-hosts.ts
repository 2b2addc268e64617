/** The addresses of a `DATABASE_URL` that names several hosts, separated by commas: one for each. */
export function eachHost(url: string): string[] {
  const [, before = '', hosts, after = ''] = /^(\w+:\/\/(?:[^@/?#]*@)?)([^/?#]*)(.*)$/.exec(url) ?? []
  return hosts === undefined ? [url] : hosts.split(',').map((host) => `${before}${host}${after}`)
}
