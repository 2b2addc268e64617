import { launch } from '#lib/http/launch.ts'
import { pageRoute } from '#lib/http/page-route.ts'

const route = pageRoute('POST /api/bitrix24/launch', launch)

export const { POST, GET, HEAD, notAllowed: PUT, notAllowed: PATCH, notAllowed: DELETE } = route
