import { notFound } from 'next/navigation'
import { RetryButton } from '#components/frame/retry-button.tsx'
import { StateCard } from '#components/frame/state-card.tsx'
import { isRetriable, isStateCode } from '#components/frame/state-code.ts'
import { requestTexts } from '../../../../../request-texts.ts'
import { InLanguage, type PageQuery } from '../../../../in-language.tsx'

type Props = { readonly params: Promise<{ code: string }>; readonly searchParams: PageQuery }

/** A refusal in words, without any data. */
export default async function Page({ params, searchParams }: Props) {
  const { code } = await params
  if (!isStateCode(code)) notFound()
  const { lang } = await searchParams
  const { t } = await requestTexts(typeof lang === 'string' ? lang : undefined)
  return (
    <InLanguage query={searchParams}>
      <StateCard code={code} t={t} action={isRetriable(code) ? <RetryButton /> : null} />
    </InLanguage>
  )
}
