import 'server-only'
import type { Answer, JsonRoute, Nothing } from './contract.ts'
import type { Handler } from './count-requests.ts'
import { handle } from './handle.ts'

type KeysOf<T> = T extends unknown ? keyof T : never

/** No field that the contract does not have: under another name an optional one would go out unnoticed. */
type Exactly<Told, Shape> = Told &
  (Told extends Nothing ? unknown : Record<Exclude<KeysOf<Told>, KeysOf<Shape>>, never>)

/**
 * A route that answers as the contract says, with JSON or, where there is nothing to tell, with 204.
 * @param statusOf 200 where nothing else is given.
 */
export function answerJson<R extends JsonRoute, Told extends Answer<R>, Context>(
  route: R,
  tell: (request: Request, context: Context) => Promise<Exactly<Told, Answer<R>>>,
  statusOf: (told: Told) => number = () => 200,
): Handler<Context> {
  return handle(route, async (request, context) => {
    const told = await tell(request, context)
    return told === undefined ? new Response(null, { status: 204 }) : Response.json(told, { status: statusOf(told) })
  })
}
