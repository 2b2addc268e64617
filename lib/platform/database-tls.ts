/** How a database's address asks for TLS, as psql reads it; null where it does not say. */
export function sslModeOf(address: string): string | null {
  const given = parameters(address)
  // A certificate that anybody may get proves nothing before the name in it is looked at.
  return given.get('sslrootcert') === 'system' ? 'verify-full' : given.get('sslmode')
}

/**
 * The address as the driver has to read it to mean what psql means: `require` encrypts and asks for no certificate unless `sslrootcert` names
 * an authority; `verify-ca` and `verify-full` ask for one. `sslrootcert=system` are the authorities that Node knows, and nothing less than
 * `verify-full`.
 */
export function asPsqlReads(address: string): string {
  if (sslModeOf(address) === null) return address
  const isOfSystem = parameters(address).get('sslrootcert') === 'system'
  const read = isOfSystem
    ? address
        .replaceAll(/([?&])sslmode=[^&]*/g, '$1')
        .replace(/([?&])sslrootcert=system(?=&|$)/, '$1sslmode=verify-full')
    : // It is tried without TLS only where the start has found that there is none.
      address.replace(/([?&]sslmode=)allow(?=&|$)/, '$1prefer')
  return parameters(address).has('uselibpqcompat') ? read : `${read}&uselibpqcompat=true`
}

/** The same address, without TLS. */
export function withoutTls(address: string): string {
  return address.replace(/([?&]sslmode=)\w+(?=&|$)/, '$1disable')
}

function parameters(address: string): URLSearchParams {
  return new URLSearchParams(address.split('?')[1] ?? '')
}
