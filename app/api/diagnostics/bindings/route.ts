import { answerJson } from '#lib/http/answer-json.ts'
import { withAdmin } from '#lib/http/with-admin.ts'
import { patientPauses } from '#lib/installations/bind-events.ts'
import { mendBindings } from '#lib/installations/mend-bindings.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { Refusal } from '#lib/platform/refusal.ts'

/** Binds the events that are missing and takes stale bindings away, with the admin's own token. */
export const POST = answerJson('POST /api/diagnostics/bindings', async (request) => {
  const admin = await withAdmin(request)
  const outcome = await mendBindings(admin, admin.portalId, systemClock, { pauses: patientPauses })
  if (!outcome.ok) throw new Refusal('unavailable', outcome.failure.code)
})
