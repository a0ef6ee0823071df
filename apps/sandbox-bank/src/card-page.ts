import { declines, testCards } from './cards.ts'

const words = {
  en: {
    title: 'Add a card',
    lead: 'This is a sandbox: no real card is asked for, and no money moves. Choose one of the test cards.',
    good: 'is good',
    declined: { insufficient_funds: 'is declined: not enough money', expired_card: 'is declined: expired' },
    cancel: 'Back, without a card',
    over: 'There is no card to be added here any more. Go back to the store and begin again.',
  },
  zh: {
    title: '添加银行卡',
    lead: '这是沙盒银行：不会要求真实的银行卡，也不会有资金往来。请选择一张测试卡。',
    good: '可正常付款',
    declined: { insufficient_funds: '会被拒绝：余额不足', expired_card: '会被拒绝：已过期' },
    cancel: '返回，不添加',
    over: '此处已无法添加银行卡。请返回商店重新开始。',
  },
} as const

/** Where whoever adds a card chooses it; without `session`: that there is nothing to choose. */
export function cardPage(
  language: keyof typeof words,
  session?: { readonly action: string; readonly cancelUrl: string },
): string {
  const { title, lead, good, declined, cancel, over } = words[language]
  const said = (why: string | undefined): string =>
    why === undefined ? good : ((declined as Readonly<Record<string, string>>)[why] ?? why)
  const cards = testCards
    .map(
      ({ method, brand, last4 }) =>
        `<button name="card" value="${method}"><b>${brand} •••• ${last4}</b><span>${said(declines[method])}</span></button>`,
    )
    .join('')
  const body = session
    ? `<p>${lead}</p><form method="post" action="${escaped(session.action)}">${cards}</form>
       <a href="${escaped(session.cancelUrl)}">${cancel}</a>`
    : `<p>${over}</p>`
  return `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>${body}</main></body></html>`
}

const STYLE = `
:root { color-scheme: light dark; font: 17px/1.45 system-ui, sans-serif }
main { max-width: 26rem; margin: 0 auto; padding: 2rem 1.25rem }
h1 { font-size: 1.5rem; margin: 0 0 .5rem }
form { display: grid; gap: .6rem; margin: 1.25rem 0 }
button { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .2rem 1rem; min-height: 52px;
  padding: .75rem 1rem; font: inherit; text-align: left; border: 1px solid GrayText; border-radius: .75rem;
  background: Canvas; color: CanvasText; cursor: pointer }
button b { text-transform: capitalize }
a { display: inline-flex; align-items: center; min-height: 44px; color: inherit }`

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
