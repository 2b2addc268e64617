'use client'

import { Button } from '#components/ui/button.tsx'
import { useText } from './language-provider.tsx'

export function RetryButton() {
  const t = useText()
  return <Button onClick={() => window.location.reload()}>{t('action.retry')}</Button>
}
