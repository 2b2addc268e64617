import { InstallProgress } from '#components/frame/install-progress.tsx'
import { InLanguage, type PageQuery } from '../../../in-language.tsx'

export default async function InstallPage({ searchParams }: { readonly searchParams: PageQuery }) {
  const { silent } = await searchParams
  return (
    <InLanguage query={searchParams}>
      <InstallProgress isSilent={silent === '1'} />
    </InLanguage>
  )
}
