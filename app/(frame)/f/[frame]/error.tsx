'use client'

import { StatePage } from '#components/frame/state-page.tsx'

/** A bug in a page ends here; Next's digest finds the stack in the server's log. */
export default function FrameError({ error }: { readonly error: Error & { readonly digest?: string } }) {
  return <StatePage code="error" requestId={error.digest ?? null} />
}
