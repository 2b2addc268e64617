type Failure = { readonly code?: string; readonly message: string }

/** What a failed connection to `server` asks of the operator: one sentence with the remedy, without the password. */
export function databaseProblem(
  { code = '', message }: Failure,
  { server, database, login, variable }: { server: string; database: string; login: string; variable: string },
): string {
  if (code === '28P01' || /password authentication failed|SASL/i.test(message))
    return `${server} does not take the password of ${login}: correct it in ${variable}.`
  if (code === '3D000' || /^no such database/.test(message))
    return `There is no database ${database} on ${server}: make it (create database ${database} owner ${login};), or correct ${variable}.`
  if (code === '28000' && /no encryption|SSL off/i.test(message))
    return `${server} wants TLS for ${login}: add ?sslmode=require (or verify-full with sslrootcert=FILE) to ${variable}.`
  if (code === '28000' || /no such user/.test(message))
    return `${server} does not let ${login} into ${database} (${message}): make that login, or let it in by pg_hba.conf.`
  if (/does not support SSL/.test(message))
    return `${server} offers no TLS: turn on ssl there, or say sslmode=disable (in a network that nobody else reads) in ${variable}.`
  if (/requires specifying a CA/.test(message))
    return `sslmode=verify-ca names no authority: add sslrootcert=FILE to ${variable}, or say verify-full.`
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test(code))
    return `${server} shows a certificate that is not accepted (${message}): name its authority in ${variable} (sslrootcert=FILE), or say sslmode=require to encrypt without asking for one.`
  if (code === '53300' || /remaining connection slots|no more connections/.test(message))
    return `${server} takes no more connections (${message}): raise max_connections there, or end what holds them.`
  if (/Connection terminated unexpectedly|Received .*message|Unknown authentication/i.test(message))
    return `${server} does not answer as PostgreSQL does (${message}): it is another program, or its log says why; mend that, or correct ${variable}.`
  return `The database ${server}/${database} cannot be used (${message || code}): start it, or correct ${variable}.`
}
