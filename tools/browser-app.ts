import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** `npx vite` serves the app alone and asks a store server (`npm run demo`, or the one in `tests/`) for everything else. */
const STORE_SERVER = 'http://localhost:3000'

/** How an app for the browser is built; `base` is where the server serves it. */
export const browserApp = (base: `/${string}/`) =>
  defineConfig({
    base,
    plugins: [react()],
    build: {
      target: 'es2022',
      sourcemap: true,
      rolldownOptions: {
        output: {
          // Libraries change seldom: a new version of the app is a small download.
          codeSplitting: {
            groups: [
              { name: 'react', test: /node_modules\/(react|react-dom|react-router|scheduler)\// },
              { name: 'libraries', test: /node_modules\// },
            ],
          },
        },
      },
    },
    server: { proxy: { '/api': STORE_SERVER, '/socket.io': { target: STORE_SERVER, ws: true } } },
  })
