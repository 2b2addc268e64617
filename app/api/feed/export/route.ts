import { portalAddress } from '#lib/bitrix24/portal-address.ts'
import { exportFeed } from '#lib/export/export-feed.ts'
import { parseExportQuery } from '#lib/http/feed-query.ts'
import { handle } from '#lib/http/handle.ts'
import { refuseHead } from '#lib/http/refuse-head.ts'
import { titled } from '#lib/http/titled.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { languageOf } from '#lib/language/language.ts'
import { loadMessages } from '#lib/language/load-messages.ts'
import { type MessageValues, translate } from '#lib/language/translate.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { readToldTypes } from '#lib/visibility/read-told-types.ts'
import { listWatches } from '#lib/watches/list-watches.ts'

/** What the CRM does not tell by then has no name in the file; its rows are not there either. */
const waitMs = 20_000

export const HEAD = refuseHead

export const GET = handle('GET /api/feed/export', async (request) => {
  const viewer = await withViewer(request, 'page')
  const { filter, timeZone } = parseExportQuery(request)
  const { locale, code } = languageOf(viewer.language)
  const settings = async () => {
    const messages = await loadMessages(code)
    const { untold } = await readToldTypes(viewer, { clock: systemClock, waitMs })
    const watches = await titled(await listWatches(viewer.portalId, { forAdmin: false, untold }), viewer.language)
    return {
      ...{ locale, timeZone, portalAddress: portalAddress(viewer.clientEndpoint) },
      typeTitles: new Map(watches.map((watch) => [watch.entityTypeId, watch.title])),
      say: (key: keyof typeof messages, values?: MessageValues) => translate(messages, locale, key, values),
    }
  }
  const file = await exportFeed({
    // Nobody waits for a screen: it leaves the portal's reserve to those who do.
    ...{ viewer: { ...viewer, priority: 3 }, filter, settings, until: viewer.expiresAt, clock: systemClock },
    gone: request.signal,
  })
  const day = systemClock().toISOString().slice(0, 10)
  return new Response(file, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="feed-${day}.csv"`,
      // Compressing would hold rows back that the reader counts.
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  })
})
