import { actRoute } from '#lib/http/act.ts'

export const POST = actRoute('comment')
