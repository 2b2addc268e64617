/** By which right something is told; the words are those of docs/security.md. */
export const rights = {
  everybody: 'it says nothing of a portal',
  proof: 'the OAuth server has just proved the token, or the application token the event',
  own: 'it is what this viewer wrote, or is',
  token: 'the CRM answers the viewer’s own token, each time',
  admin: 'the portal says now that the viewer is an admin',
  item: 'the type is open to the portal, the portal said within 3 minutes that the viewer is an admin, or the CRM showed the item to the viewer’s own token in this very state; rows that it shows otherwise are read anew first',
  former:
    'of each value by itself: an admin as above, the type has been open without a break since before the value ended, or the CRM showed the item to this viewer, in this process, while it had the value',
  removed: 'the viewer was allowed to see the item, or may have been',
  type: 'the type is open to the portal, the CRM lists it for the viewer’s own token (kept for 3 minutes), or the viewer is an admin as far as we have heard',
  count: 'counted among what the viewer may see',
  admins: 'an admin as far as we have heard, up to the CRM’s first “no”; null or whether there is any for others',
  head: 'moves over what is hidden at most once in 4 s (decision 007); exact for admins as far as we have heard',
  portal: 'everybody who may open the app',
  operator: 'the operator’s token',
} as const

export type Right = keyof typeof rights

/** One thing that somebody is told. */
export type Told = {
  /** A route with its method, or where no request asks for it. */
  readonly by: string
  readonly what: string
  readonly right: Right
}

/**
 * All that is told to anybody, and by which right. A route that is not in here fails a test, and so does a line that
 * docs/security.md does not show; `tests/contract/told.built.test.ts` walks it with viewers who gain and lose rights.
 */
export const told = [
  {
    by: 'GET /api/feed',
    what: 'items: the items as they are, with names and photos of people, names of stages, pipelines',
    right: 'item',
  },
  { by: 'GET /api/feed', what: 'items: what they were (changes)', right: 'former' },
  { by: 'GET /api/feed', what: 'nextCursor, isPartial', right: 'count' },
  { by: 'GET /api/feed', what: 'headRevision', right: 'head' },
  { by: 'GET /api/feed/changes', what: 'items as they are', right: 'item' },
  { by: 'GET /api/feed/changes', what: 'items: what they were (changes)', right: 'former' },
  { by: 'GET /api/feed/changes', what: 'removed', right: 'removed' },
  { by: 'GET /api/feed/changes', what: 'headRevision, reset', right: 'head' },
  { by: 'GET /api/feed/stream', what: 'item: the item as it is (toasts and sounds come of it)', right: 'item' },
  { by: 'GET /api/feed/stream', what: 'item: what it was (changes)', right: 'former' },
  { by: 'GET /api/feed/stream', what: 'removed', right: 'removed' },
  { by: 'GET /api/feed/stream', what: 'id, reset', right: 'head' },
  { by: 'GET /api/feed/stream', what: 'status: announced as a number', right: 'admins' },
  { by: 'GET /api/feed/stream', what: 'status: whether any is announced, behindSeconds', right: 'item' },
  { by: 'GET /api/feed/stream', what: 'status: provedAt, portal, closing, brokenAt', right: 'portal' },
  { by: 'GET /api/feed/export', what: 'rows: the items as they are', right: 'item' },
  { by: 'GET /api/feed/export', what: 'names of types', right: 'type' },
  { by: 'GET /api/feed/unread', what: 'which types there are', right: 'type' },
  { by: 'GET /api/feed/unread', what: 'counts', right: 'count' },
  { by: 'GET /api/feed/unread', what: 'seen, no further than the head that the viewer may know', right: 'own' },
  { by: 'POST /api/feed/seen', what: 'whether the type is followed', right: 'type' },
  { by: 'GET /api/cards', what: 'which items of open types the CRM does not show the viewer', right: 'token' },
  { by: 'GET /api/watches', what: 'types: titles, visibility, paused', right: 'type' },
  { by: 'GET /api/watches', what: 'itemCount, lastItemAt, checkpointItemId, sweptAt, renewedAt', right: 'admins' },
  { by: 'GET /api/watches', what: 'isHidden: that something is watched at all', right: 'portal' },
  { by: 'GET /api/watches', what: 'standing: portal, closing, brokenAt', right: 'portal' },
  { by: 'PUT /api/watches', what: 'the whole set with counts', right: 'admin' },
  { by: 'GET /api/activity', what: 'numbers by hour and day', right: 'count' },
  { by: 'GET /api/insight', what: 'silences, of types whose every item the viewer may see', right: 'count' },
  { by: 'GET /api/stages', what: 'names and order of stages', right: 'token' },
  { by: 'GET /api/people', what: 'names of people', right: 'token' },
  { by: 'GET /api/pipelines', what: 'names and order of pipelines and stages, of told types', right: 'token' },
  { by: 'POST /api/items/<type>/<id>/take', what: 'outcome, now', right: 'token' },
  { by: 'POST /api/items/<type>/<id>/stage', what: 'outcome, now', right: 'token' },
  { by: 'POST /api/items/<type>/<id>/comment', what: 'outcome, now', right: 'token' },
  { by: 'GET /api/preferences', what: 'views, rules, theme, last filter', right: 'own' },
  { by: 'PUT /api/preferences', what: 'views, rules, theme, last filter', right: 'own' },
  { by: 'POST /api/session', what: 'session, name, isAdmin for display, the portal’s address', right: 'proof' },
  { by: 'GET /api/entity-types', what: 'every type of the portal', right: 'admin' },
  { by: 'GET /api/diagnostics', what: 'how the app stands, why an item is in the feed or not', right: 'admin' },
  {
    by: 'GET /api/diagnostics',
    what: 'of an item that the CRM shows the admin now: whether a person sees it',
    right: 'admin',
  },
  { by: 'POST /api/diagnostics/replay', what: 'how many receipts', right: 'admin' },
  { by: 'POST /api/diagnostics/bindings', what: 'nothing', right: 'admin' },
  { by: 'GET /api/health', what: 'that it lives', right: 'everybody' },
  { by: 'GET /api/ready', what: 'what is not ready', right: 'everybody' },
  { by: 'GET /api/metrics', what: 'sums over all portals', right: 'operator' },
  { by: 'POST /api/bitrix24/install', what: 'a page with a session, or the portal’s address', right: 'proof' },
  { by: 'POST /api/bitrix24/launch', what: 'a page with a session, or the portal’s address', right: 'proof' },
  { by: 'GET /api/bitrix24/install', what: 'where the app is opened', right: 'everybody' },
  { by: 'GET /api/bitrix24/launch', what: 'where the app is opened', right: 'everybody' },
  { by: 'POST /api/bitrix24/events', what: 'taken in or not', right: 'proof' },
  { by: 'Bitrix24’s bell', what: 'title and type of items of types that are open when it rings', right: 'portal' },
] as const satisfies readonly Told[]
