import type { Action, ActionResult } from '../actions/action.ts'
import type { StageChoice } from '../actions/next-stage.ts'
import type { Pipeline } from '../actions/pipeline.ts'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import type { FeedFilter } from '../feed/feed-filter.ts'
import type { FeedChanges, FeedPage, Named, StreamMessages } from '../feed/feed-item.ts'
import type { SeenChange } from '../feed/seen-change.ts'
import type { UnreadAnswer } from '../feed/seen-marks.ts'
import type { Activity } from '../insight/activity.ts'
import type { Diagnostics } from '../insight/diagnostics.ts'
import type { Insight } from '../insight/silence.ts'
import type { PortalStanding } from '../portals/standing.ts'
import type { Preferences } from '../preferences/preferences.ts'
import type { FrameSession } from '../sessions/viewer.ts'
import type { EntityTypeChoice, NotWatchable, WantedWatch, Watch } from '../watches/watch.ts'

/**
 * Every route, with what it takes and what it answers: routes answer through it, components read through it, and a field renamed
 * on one side fails the type check. `docs/api.md` says the same in words. Types only: neither side parses what the other sends it
 * of its own, since both are released together; what a caller sends is parsed by the route's schema.
 */
export type Contract = {
  'POST /api/session': { body: PortalAuth & { language?: string }; answer: FrameSession }
  'GET /api/feed': { query?: FeedFilter & { before?: string; limit?: number; wholeRuns?: '1' }; answer: FeedPage }
  'GET /api/feed/stream': {
    query?: { entityTypeId?: number; ifFree?: '1' }
    headers?: { 'last-event-id'?: string }
    answer: EventStream<StreamMessages>
  }
  'GET /api/feed/changes': { query: { since: string; entityTypeId?: number }; answer: FeedChanges }
  'GET /api/feed/unread': { answer: UnreadAnswer }
  'POST /api/feed/seen': { body: SeenChange; answer: Nothing }
  'GET /api/feed/export': { query?: FeedFilter & { tz?: string }; answer: Raw<'text/csv'> }
  'GET /api/activity': {
    query?: FeedFilter & { bucket?: 'hour' | 'day'; tz?: string }
    answer: Activity
  }
  'GET /api/insight': { answer: Insight }
  'GET /api/preferences': { answer: Preferences }
  'PUT /api/preferences': { body: Partial<Preferences>; answer: Preferences }
  'GET /api/stages': { query: { entityTypeId: number; stageId: string }; answer: { stages: readonly StageChoice[] } }
  'GET /api/pipelines': { query?: { entityTypeId?: number }; answer: { pipelines: readonly Pipeline[] } }
  'GET /api/people': { query?: { q?: string; ids?: string }; answer: { people: readonly Named[] } }
  'GET /api/cards': { query: { items: string }; answer: { closed: readonly string[]; isPartial?: true } }
  'POST /api/items/<type>/<id>/take': { body: ActionBody<'take'>; answer: ActionResult }
  'POST /api/items/<type>/<id>/stage': { body: ActionBody<'stage'>; answer: ActionResult }
  'POST /api/items/<type>/<id>/comment': { body: ActionBody<'comment'>; answer: ActionResult }
  'GET /api/watches': { answer: WatchesAnswer }
  'PUT /api/watches': { body: { watches: readonly Wanted[] }; answer: { watches: readonly Watch[] } }
  'GET /api/entity-types': {
    query?: { counts?: 'true' }
    answer: { entityTypes: readonly EntityTypeChoice[]; silent?: true }
  }
  'GET /api/diagnostics': { query?: Partial<ItemRef & { userId: number }>; answer: Diagnostics }
  'POST /api/diagnostics/replay': { body: Partial<ItemRef>; answer: { replayed: number } }
  'POST /api/diagnostics/bindings': { answer: Nothing }
  'GET /api/health': { answer: { status: 'ok'; version: string; commit: string } }
  'GET /api/ready': { answer: { status: 'ready' | 'not_ready'; notReady: readonly string[] } }
  'GET /api/metrics': { answer: Raw<'text/plain'> }
  'POST /api/bitrix24/install': { body: Form; answer: HandOff }
  'GET /api/bitrix24/install': { answer: HandOff }
  'POST /api/bitrix24/launch': { body: Form; answer: HandOff }
  'GET /api/bitrix24/launch': { answer: HandOff }
  'POST /api/bitrix24/events': { body: Form; answer: Empty }
}

/** A route with its method; `<type>` and `<id>` stand for the item that it is about. */
export type Route = keyof Contract

/** What a route answers with 200. */
export type Answer<R extends Route> = Contract[R]['answer']

/** A body of this media type that is no JSON. */
export type Raw<MediaType extends string> = { readonly mediaType: MediaType }
type Form = Raw<'application/x-www-form-urlencoded'>
/** 200 without a word. */
type Empty = Raw<never>

/** 204. */
// biome-ignore lint/suspicious/noConfusingVoidType: a route that tells nothing returns nothing
export type Nothing = void

/** Server-sent events; the data of each is JSON. */
export type EventStream<Messages> = { readonly messages: Messages }

/** A page that moves the frame on to a screen; the address that it goes to carries the session, if there is one, as its fragment. */
export type HandOff = Raw<'text/html'> & { readonly fragment?: FrameSession }

type NoJson = Raw<string> | EventStream<unknown>

/** Routes that answer with JSON, or with nothing. */
export type JsonRoute = { [R in Route]: Answer<R> extends NoJson ? never : R }[Route]

/** All that a request to a route is made of. */
export type Takes<R extends Route> = Omit<Contract[R], 'answer'> &
  (R extends `${string}/<type>/<id>/${string}` ? { readonly item: ItemRef } : unknown)

export type Query<R extends Route> = Contract[R] extends { query?: infer Given } ? NonNullable<Given> : never
export type Body<R extends Route> = Contract[R] extends { body: infer Given } ? Given : never

type ActionBody<Kind extends Action['kind']> = Omit<Extract<Action, { kind: Kind }>, 'kind'>

/** Without a word, items are shown as in the CRM, and from now on. */
type Wanted = Pick<WantedWatch, 'entityTypeId'> & Partial<WantedWatch>

/** The viewer's own portal token, and of which portal. `domain` is a bare host. */
export type PortalAuth = { readonly accessToken: string; readonly memberId: string; readonly domain: string }

/**
 * `isPartial`: the CRM has yet to say which other types this viewer may hear of; `standing` may be why. `isHidden`: something is
 * watched, and the CRM lists none of it for this viewer.
 */
export type WatchesAnswer = {
  readonly watches: readonly Watch[]
  readonly isPartial?: true
  readonly isHidden?: true
  readonly standing?: PortalStanding
}

/** What any route answers instead, as `application/problem+json` (RFC 9457). */
export type ProblemDocument = Partial<NotWatchable> & {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: number
  readonly code: string
  readonly requestId: string | null
  /** With `unavailable`: why the app cannot ask the portal, where that is the cause. */
  readonly standing?: PortalStanding
}
