import 'server-only'

/**
 * For routes whose answer is made while it is read. Next answers HEAD with their GET and drops the body without a word, so that it
 * would keep its place among the viewer's.
 */
export function refuseHead(): Response {
  return new Response(null, { status: 405, headers: { allow: 'GET', 'cache-control': 'no-store' } })
}
