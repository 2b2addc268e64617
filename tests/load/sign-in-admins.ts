import { bearer, send } from './http.ts'
import type { BenchPortal } from './install-portal.ts'
import type { Bench } from './start-bench.ts'

const FIRST_USER_ID = 500

/** The session tokens of so many admins of a portal, in turn: one of them alone would be measured waiting for the own share. */
export async function signInAdmins(
  { appUrl, simulator }: Bench,
  portal: BenchPortal,
  count: number,
): Promise<() => string> {
  const signIn = async (userId: number) => {
    await simulator.setRights(portal.memberId, { userId, admin: true })
    const opening = await portal.opening(userId)
    const { body } = await send(opening.url, opening.form)
    const session = /location\.replace\("[^"#]+#([^"]+)"/.exec(body)?.[1] ?? ''
    const { token } = JSON.parse(Buffer.from(session, 'base64url').toString()) as { token: string }
    // From then on it is known that this is an admin.
    await send(`${appUrl}/api/entity-types`, { headers: bearer(token) })
    return token
  }
  const tokens: string[] = []
  for (let n = 0; n < count; n += 1) tokens.push(await signIn(FIRST_USER_ID + n))
  let turn = 0
  return () => {
    turn += 1
    return tokens[turn % tokens.length] ?? ''
  }
}
