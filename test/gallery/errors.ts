/** Errors as people paste them, by a name for pictures; hosts are documented ones or made up. */
export const pastedErrors: Readonly<Record<string, string>> = {
  nothing: '',
  depleted: `$ curl -v https://api.deepseek.com/chat/completions -d @call.json
> POST /chat/completions HTTP/2
> Host: api.deepseek.com
>
< HTTP/2 402
< content-type: application/json
<
{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}`,
  short:
    'Error code: 402 - {"error": {"message": "This request requires more credits, or fewer max_tokens. You requested up to 64000 tokens, but can only afford 61586.", "code": 402}}',
  keyLimit:
    "openai.PermissionDeniedError: Error code: 403 - {'error': {'message': 'Key limit exceeded (total limit). Manage it in the settings.', 'code': 403}}",
  upstream: '{"error":{"message":"upstream account has insufficient balance","type":"upstream_error"},"status":402}',
  rate: `HTTP/1.1 429 Too Many Requests
retry-after: 12

{"error":{"message":"Rate limit reached for requests"}}`,
  other:
    '{"error":{"message":"Incorrect API key provided: sk-****","type":"invalid_request_error","code":"invalid_api_key"}}',
  unsure: '402 {"detail":"Please see the dashboard for this workspace."}',
  none: 'Meet me at the station, I have cooked for everybody.',
  long: `402 {"error":"Insufficient balance"}\n${'and so on '.repeat(40_000)}`,
  unbroken: `402 {"error":"Insufficient balance","request_id":"${'f'.repeat(400)}"}`,
};
