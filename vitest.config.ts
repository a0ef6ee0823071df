import { defineConfig } from 'vitest/config'

/** What comes in a moment may take its time on a machine that does other things; what never comes fails all the same. */
const patient = { poll: { timeout: 30_000 } }

/** `unit` is everything that `npm run check` can afford; `whole` plays traces, starts processes and sweeps seeds. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          // Pure code needs no process of its own; files share what they import, which is most of their time.
          pool: 'threads',
          isolate: false,
          // Time is not what these tests are about: a machine that does other things fails none of them.
          testTimeout: 60_000,
          expect: patient,
          include: [
            '{packages,apps}/*/{src,tests}/**/*.test.ts',
            'firmware-sim/**/*.test.ts',
            'tests/architecture.test.ts',
            'tests/accuracy/**/*.test.ts',
            'tests/chaos/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/*.whole.test.ts'],
        },
      },
      {
        test: {
          name: 'dom',
          include: ['apps/{shopper,floor}/src/**/*.test.tsx', 'packages/house-style/src/**/*.test.tsx'],
          environment: 'happy-dom',
          // As above: a busy machine fails no screen.
          testTimeout: 60_000,
          expect: patient,
          setupFiles: ['packages/house-style/src/patient-screens.ts'],
        },
      },
      {
        test: {
          name: 'whole',
          // They wait most of their time: for visits that last as long as people take, for databases and processes.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          include: ['**/*.whole.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 400_000,
          expect: patient,
          hookTimeout: 400_000,
        },
      },
    ],
  },
})
