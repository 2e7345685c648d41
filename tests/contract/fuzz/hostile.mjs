// hostile.mjs: what nobody should send: texts and values that have broken parsers, statements, logs and spreadsheets before.

export const texts = [
  '', ' ', '\t', '\n', 'a\r\nX-Injected: 1', '\u0000', 'a\u0000b', '\u001b[31m', '\u007f', '\ufeff', '\ufffe', '\ud800', '\udc00',
  '\u202e', '\u2066\u2069', '\u200b', '\u200d', '\u00ad', 'e\u0323\u0302', 'ệ', 'Đắk Lắk', 'ＫＯＮ　ＴＵＭ', '\u{1f600}', '\u{10ffff}',
  "'", "''", "' or '1'='1", "'; drop table app.users; --", "'||pg_sleep(5)||'", '$1', '$$', '\\', "\\'", '\\x00', 'E\'\\x41\'', '%', '_', '%%%', '%s%n%x',
  '{"a":1}', '[]', 'null', 'true', 'NaN', 'Infinity', '-0', '1e309', '0x10', '007', '1.', '.5', '1,5', '1.234.567,89', '９', '٣',
  '../../../../etc/passwd', '..%2f..%2f', '/dev/null', 'file:///etc/passwd', 'http://127.0.0.1:1/', 'con', '.', '..',
  '=1+1', '+1', '-1', '@SUM(A1)', '=cmd|\' /C calc\'!A0', '\t=1', '<script>alert(1)</script>', '<!--', ']]>', '&lt;', '${7*7}', '{{7*7}}',
  'code:', 'code:@', 'code:23476@', 'code:23476@2025-06-31', 'code:23476@infinity', 'code:%', "code:'", '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff', '{00000000-0000-0000-0000-000000000000}', '0000000000000000000000000000000g',
  '0000-00-00', '2025-02-30', '9999-12-31', '10000-01-01', '-0001-01-01', 'infinity', '-infinity', 'now', 'today', 'epoch', '2025-1-1', '2025-01-01T00:00:00',
  '2025-01-01T25:00:00Z', '2025-06-16T08:00:00+99:99', '1970-01-01T00:00:00Z', '294277-01-01', '4714-11-24 BC',
  'x'.repeat(300), 'ữ'.repeat(5000), ' '.repeat(1000), '9'.repeat(400), "'".repeat(999), '('.repeat(999), '%25'.repeat(300),
];

export const values = [
  null, true, false, 0, -1, 1, 0.1, 1e15, 999999999999999, 1000000000000000, 9007199254740993, 2147483647, 2147483648, -2147483649,
  9223372036854775807, 0.0000001, 123456789.1234567, [], {}, [null], [[]], [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]], { a: { b: {} } }, { '': '' }, { __proto__: 1 },
  { toString: 'x' }, Array(600).fill(0), Array(600).fill({}),
];

// Whole bodies that are no JSON, or JSON no two readers agree about.
export const bodies = [
  '', ' ', '{', '}', '[', '"', 'null', '[]', '"text"', '1', '{"a":1,"a":2}', '{"a":1}{"b":2}', '{"a":1},', "{'a':1}", '{a:1}', '{"a":01}', '{"a":1e999}', '{"a":NaN}',
  '{"a":-}', '{"a":"\\ud800"}', '{"a":"\\u0000"}', '{"a":"\t"}', '\ufeff{}', '{"a":1} x', '/**/{}', '['.repeat(3000), '{"a":'.repeat(3000), '{"a":' + '9'.repeat(5000) + '}',
  Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), Buffer.from([0xc0, 0x80]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.from([0, 0, 0]),
  ' '.repeat(300000), `{"title":"${'x'.repeat(270000)}"}`,
];

// Query strings and pieces of paths as they stand on the wire.
export const pieces = [
  '%', '%2', '%zz', '%00', '%ff', '%c0%80', '%ed%a0%80', '%2e%2e', '%2F', '%5c', '%0d%0a', '+', '%20', '%25', '.', '..', ';', '&', '=', '&&&&', '%u0041', '\\', '%F0%9F%98%80',
  '*', '~', '%3Cscript%3E', "'", '%27', '(', 'a'.repeat(3000), '%41'.repeat(500),
];

export const headers = [
  ['If-Match', '*'], ['If-Match', 'W/"1"'], ['If-Match', '"1", "2"'], ['If-Match', '1'], ['If-Match', '"-1"'], ['If-Match', '"99999999999999999999"'], ['If-Match', '""'], ['If-Match', '"'],
  ['If-None-Match', '*'], ['If-None-Match', '"1"'], ['If-None-Match', 'x'], ['Accept', 'text/csv'], ['Accept', 'application/x-ndjson'], ['Accept', 'image/png'], ['Accept', '*/*;q=0'],
  ['Accept', ','.repeat(500)], ['Accept', 'text/html, */*;q=0.1'], ['Accept', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'], ['Accept', 'application/pdf'], ['Accept-Language', 'en'],
  ['Accept-Language', 'xx, *;q=9'], ['Content-Type', 'text/plain'], ['Content-Type', 'application/json; charset=latin1'], ['Content-Type', ''], ['Content-Type', 'text/csv'], ['Content-Type', 'multipart/form-data'],
  ['Content-Type', 'multipart/form-data; boundary=x'], ['Content-Encoding', 'gzip'], ['Idempotency-Key', 'một'], ['Idempotency-Key', 'k'.repeat(300)], ['Idempotency-Key', ' '], ['Prefer', 'respond-async'],
  ['Prefer', 'return=minimal'], ['Prefer', 'return=nothing, wait=x'], ['Range', 'bytes=0-1'], ['X-Request-Id', 'x\u00e9'], ['X-Request-Id', 'r'.repeat(500)], ['X-HTTP-Method-Override', 'DELETE'], ['Expect', '100-continue'],
  ['Authorization', 'Bearer'], ['Authorization', 'Bearer a.b.c'], ['Authorization', 'Basic eDp5'], ['Authorization', 'bearer  x'], ['Cookie', 'a=b; '.repeat(100)], ['traceparent', '00-x'], ['If-Modified-Since', 'yesterday'],
];
