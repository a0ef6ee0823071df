/** For tests only: what a screen is to show may take its time on a machine that does other things. */
import { configure } from '@testing-library/react'

configure({ asyncUtilTimeout: 30_000 })
