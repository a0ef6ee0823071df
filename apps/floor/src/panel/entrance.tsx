import { Field } from '@store/house-style/field.tsx'
import { LanguageChoice } from '@store/house-style/language-choice.tsx'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { FloorClient } from '../client/floor-client.ts'
import type { SignInTrouble } from '../client/sign-in.ts'
import { tell } from '../wording/telling.ts'

export function Entrance({ client, wasThrownOut }: { client: FloorClient; wasThrownOut: boolean }) {
  const { t } = useTranslation()
  const [entry, setEntry] = useState({ email: '', password: '' })
  const [trouble, setTrouble] = useState<SignInTrouble>()
  const [isBusy, setBusy] = useState(false)
  const isFilled = entry.email.trim() !== '' && entry.password !== ''

  return (
    <main className="entrance">
      <header>
        <p className="brand">{t('app')}</p>
        <h1>{t('signIn.title')}</h1>
      </header>
      {wasThrownOut && !trouble && <p role="status">{t('signIn.thrownOut')}</p>}
      <form onSubmit={(event) => void submit(event)} aria-busy={isBusy}>
        <Field label={t('signIn.email')} {...text('email')} type="email" autoComplete="username" />
        <Field label={t('signIn.password')} {...text('password')} type="password" autoComplete="current-password" />
        <p className="form-error" role="alert">
          {trouble && tell(t, trouble)}
        </p>
        <button className="primary" type="submit" disabled={isBusy || !isFilled}>
          {t(isBusy ? 'signIn.busy' : 'signIn.submit')}
        </button>
      </form>
      <LanguageChoice />
    </main>
  )

  function text(name: keyof typeof entry) {
    return {
      name,
      required: true,
      value: entry[name],
      // A password manager fills both fields between two renderings.
      onChange: ({ target }: { target: { value: string } }) => setEntry((now) => ({ ...now, [name]: target.value })),
    }
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setTrouble(undefined)
    setBusy(true)
    const failed = await client.signIn(entry)
    setBusy(false)
    setTrouble(failed)
  }
}
