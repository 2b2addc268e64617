/** How many requests a portal takes from us: `burst` at once, `perSecond` in the long run. */
export type RestLimit = { readonly burst: number; readonly perSecond: number }

/** limits.md: 50 and 2 a second. The rest is left to the portal's other apps and to requests that overtake each other on the way. */
export const standardLimit: RestLimit = { burst: 45, perSecond: 2 }

/** limits.md: 250 and 5 a second. */
const enterpriseLimit: RestLimit = { burst: 240, perSecond: 5 }

/** By the plan that `app.info` calls LICENSE: `de_ent250` is Enterprise (api-reference/common/system/app-info.md). */
export function restLimit(license: string): RestLimit {
  return /^[a-z]{2,}_ent\d+$/i.test(license) ? enterpriseLimit : standardLimit
}
