import { describe, expect, test } from 'vitest'
import { corn, takes as act, unitOf } from './attribution-scene.ts'
import { consideredTakes } from './considered-takes.ts'
import { exitStory } from './exit-scene.ts'
import { giverOf } from './hand-over-evidence.ts'

const story = exitStory()
const { takes } = story
story.see(act('ana', 1_000, { 1: -200 }, { ben: 0.001 }))
const unit = unitOf(corn, 'g/1/1@1000')
const metAt = (atMs: number | undefined) => ({ lastMet: () => atMs })

describe('who gave somebody what they put down', () => {
  test('[FA64] whoever is believed to have taken it, with when their hands met', () => {
    expect(giverOf('ben', unit, takes, metAt(5_000))).toEqual({ actor: 'ana', tookMs: 1_000, metMs: 5_000 })
    expect(giverOf('ben', unit, takes, metAt(undefined))).toEqual({ actor: 'ana', tookMs: 1_000 })
  })

  test('[FA64] nobody, where they took it themselves, or nobody knows who did', () => {
    expect(giverOf('ana', unit, takes, metAt(5_000))).toBeUndefined()
    expect(giverOf('ben', unit, consideredTakes(), metAt(5_000))).toBeUndefined()
    expect(giverOf('ben', { ...unit, gtin: 'peas' }, takes, metAt(5_000))).toBeUndefined()
  })
})
