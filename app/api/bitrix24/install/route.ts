import { install } from '#lib/http/install.ts'
import { pageRoute } from '#lib/http/page-route.ts'

const route = pageRoute('install', install)

export const { POST, GET, HEAD, notAllowed: PUT, notAllowed: PATCH, notAllowed: DELETE } = route
