/** Small texts of our own, one per kind of text that people and programs send. */
export const TOKEN_SAMPLES: Readonly<Record<string, string>> = {
  english: `The invoice arrived on Tuesday, three days later than promised, and nobody could say why the total had doubled.
We asked the supplier for an explanation; they answered that the discount had expired at midnight. If you want to keep
the old price, please sign the renewal before Friday and send it back to the office by email.`,
  chinese: `账户余额不足时，请求会被拒绝，而且不会产生任何费用。充值之后，页面会自动重试，答案会出现在原来的位置。
如果您希望减少每次调用的成本，可以降低最大输出长度，或者换用更便宜的模型。详细的价格请参考控制台的说明。`,
  japanese: `残高が不足している場合、リクエストは拒否され、料金は発生しません。チャージが完了すると、ページは自動的に再試行します。
一回あたりの費用を減らしたいときは、出力の上限を下げるか、より安いモデルを選んでください。`,
  korean: `잔액이 부족하면 요청이 거부되고 요금은 발생하지 않습니다. 충전이 끝나면 페이지가 자동으로 다시 시도합니다.
한 번의 호출 비용을 줄이고 싶다면 출력 길이를 낮추거나 더 저렴한 모델을 선택하세요.`,
  russian: `Если на счёте недостаточно средств, запрос будет отклонён и деньги не спишутся. После пополнения страница сама
повторит попытку, и ответ появится там, где его ждут. Чтобы платить меньше, уменьшите длину ответа.`,
  arabic: `إذا كان الرصيد غير كافٍ فسيتم رفض الطلب ولن يتم خصم أي مبلغ. بعد إعادة الشحن تعيد الصفحة المحاولة تلقائيا
ويظهر الجواب في مكانه المعتاد. لتقليل التكلفة يمكنك اختيار نموذج أرخص أو إجابة أقصر.`,
  german: `Reicht das Guthaben nicht aus, wird die Anfrage abgelehnt, und es fallen keine Kosten an. Nach dem Aufladen
wiederholt die Seite den Versuch von selbst. Wer weniger bezahlen möchte, verkürzt die Antwort.`,
  french: `Si le solde est insuffisant, la requête est refusée et rien n’est facturé. Après la recharge, la page réessaie
d’elle-même et la réponse s’affiche à l’endroit prévu. Pour payer moins, réduisez la longueur de la réponse.`,
  spanish: `Si el saldo no alcanza, la solicitud se rechaza y no se cobra nada. Después de la recarga, la página lo intenta
otra vez y la respuesta aparece donde se esperaba. Para pagar menos, elija un modelo más barato.`,
  vietnamese: `Nếu số dư không đủ, yêu cầu sẽ bị từ chối và không mất phí. Sau khi nạp tiền, trang sẽ tự động thử lại và câu
trả lời sẽ xuất hiện đúng chỗ. Muốn trả ít hơn, hãy chọn mô hình rẻ hơn hoặc câu trả lời ngắn hơn.`,
  typescript: `export function unitsThatFit(nano: bigint, picoPerUnit: bigint): bigint | null {
  if (picoPerUnit <= 0n) return null;
  for (const entry of ledger.entries()) {
    total += entry.amount * RATE_PER_UNIT; // never a float
  }
  return nano <= 0n ? 0n : (nano * PICO_PER_NANO) / picoPerUnit;
}`,
  python: `def settle(call_id: str, usage: dict) -> Record:
    """Write one record; the same call twice changes nothing."""
    with self.lock:
        if call_id in self._records:
            return self._records[call_id]
        cost = sum(usage.get(k, 0) * rate for k, rate in RATES.items())
        self._records[call_id] = Record(id=call_id, cost=cost, at=time.time())
    return self._records[call_id]`,
  json: `{"records": [{"id": 10293, "name": "Acme Inc.", "email": "info@acme.example", "active": true, "score": 87.25},
  {"id": 10294, "name": "Müller GmbH", "email": "office@mueller.example", "active": false, "score": null}]}`,
  minifiedJson:
    '{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}],"temperature":0.7,"max_tokens":256,"stream":true}',
  markdown: `# Getting started

1. Install the **extension** from the store.
2. Open the [console](https://example.com/console) and top up.

| model | input | output |
| --- | ---: | ---: |
| large | $10.00 | $30.00 |
| mini | $0.15 | $0.60 |

> Unknown is not zero.`,
  log: `2026-11-21T03:16:08.412Z INFO [http] POST /v1/chat/completions 200 1843ms
2026-11-21T03:16:09.007Z WARN [wallet] balance 392 below reserve 450 for key fp_7c1e
2026-11-21T03:16:11.951Z ERROR [upstream] connect ECONNREFUSED 127.0.0.1:4118 (attempt 3)`,
  base64: `iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJ
RU5ErkJggg7Qm9zdGVuIGRlciBBbmZyYWdlIHZvciBkZW0gU2VuZGVuIHdpc3Nlbgx9K2vPq8Yh1ZtR0sWnE4uJcLd3aGx5T6bM`,
  hex: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934c',
  numbers:
    '3.14159, 2.71828, 1.41421, 299792458, 6.02214e23, 0.000001, 1000000, 42, 2026-11-21, 17:45, 12345678901234567890',
  emoji: 'Great news 🎉🎉 the build is green ✅ and the invoice is paid 💰 👍 see you tomorrow 😊🚀',
  html: `<section class="card"><h2>Balance</h2><p>Your balance is <strong>$3.92</strong>.</p>
  <a href="/recharge?amount=10" rel="noopener">Recharge</a></section>`,
  word: 'Hello',
  question: 'What is the capital of France?',
  greeting: '你好',
  sign: '?',
};
