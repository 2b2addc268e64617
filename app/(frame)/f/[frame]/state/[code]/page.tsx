import { notFound } from 'next/navigation'
import { RetryButton } from '#components/frame/retry-button.tsx'
import { StateCard } from '#components/frame/state-card.tsx'
import { isRetriable, isStateCode } from '#components/frame/state-code.ts'
import { env } from '#lib/platform/env.ts'
import { readFrame } from '#lib/sessions/frame-address.ts'
import { requestTexts } from '../../../../../request-texts.ts'

type Props = {
  readonly params: Promise<{ frame: string; code: string }>
  readonly searchParams: Promise<{ request?: string | string[] }>
}

/** A refusal in words, without data. Whoever was proved to be of the portal also reads the address that it is known by. */
export default async function Page({ params, searchParams }: Props) {
  const { frame, code } = await params
  if (!isStateCode(code)) notFound()
  const { request } = await searchParams
  const { t } = await requestTexts()
  const address = code === 'other-address' ? readFrame(env().sessionSecret, frame, new Date())?.address : undefined
  const requestId = typeof request === 'string' && /^[0-9a-f-]{36}$/.test(request) ? request : null
  return <StateCard code={code} t={t} requestId={requestId} action={actionOf(code, address)} />
}

function actionOf(code: Parameters<typeof isRetriable>[0], address: string | undefined) {
  if (address === undefined) return isRetriable(code) ? <RetryButton /> : null
  // The portal's own page, and not this frame in it.
  return (
    <a href={address} target="_blank" rel="noopener noreferrer" className="break-all text-link underline" dir="ltr">
      {address}
    </a>
  )
}
