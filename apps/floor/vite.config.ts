import { browserApp } from '../../tools/browser-app.ts'

export default browserApp('/floor/')
