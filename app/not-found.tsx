import { StateCard } from '#components/frame/state-card.tsx'
import { requestTexts } from './request-texts.ts'

export default async function NotFound() {
  const { t } = await requestTexts()
  return <StateCard code="not-found" t={t} />
}
