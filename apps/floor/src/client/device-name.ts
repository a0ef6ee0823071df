import type { FloorDevice } from '@store/contract/floor.ts'

/** What is written on the device; items of one view share one space of ids, so theirs says what they are first. */
export const deviceName = ({ id }: Pick<FloorDevice, 'id'>): string => id.replace(/^device\//, '')
