import { FeedScreen } from '#components/feed/feed-screen.tsx'
import { InLanguage, type PageQuery } from '../../../in-language.tsx'

export default function FeedPage({ searchParams }: { readonly searchParams: PageQuery }) {
  return (
    <InLanguage query={searchParams}>
      <FeedScreen />
    </InLanguage>
  )
}
