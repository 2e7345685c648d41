// corpus.mjs: texts that have broken statements, paths, headers, logs, tables and eyes before, by what they are after.

export const corpus = {
  sql: [
    "'", "''", "' or '1'='1", "' or 1=1 --", '" or ""="', "') or ('1'='1", "')) or true --", "x' and 1=0 union all select null --", "' union select version(), null, null --", "'; drop table app.users; --",
    "'; select pg_sleep(6); --", "' || pg_sleep(6) || '", "1; select pg_sleep(6)", "' and (select 1 from pg_sleep(6)) is not null --", "'||(select current_user)||'", "'||cast((select version()) as int)||'",
    "' and 1=cast((select password_hash from app.users limit 1) as int) --", "$$; select 1; $$", '$1', '$2::text', ':name', '\\', "\\'", "\\'; --", "E'\\x27'", "U&'\\0027'", "'/**/or/**/'1'='1", "' or 'x' like '%", '" ; set role thidua_owner; --',
    "'; copy app.users to '/tmp/x'; --", "'; set app.unit = '1'; --", "0x27206f722031", "chr(39)||chr(59)", "%27%20or%201=1", "ʼ or ʼ1ʼ=ʼ1", "’ or ’1’=’1", "＇ or ＇1＇=＇1", "1 order by 99", "(select 1)", "null) --",
  ],
  like: ['%', '_', '%%', '_%', '\\%', '%a%', '[a-z]%', '*', '.*', '(a+)+$', '^', '?', '@@', '&', '|', '!', '<->', ':*', "a & ! b | ( 'c'", "a:*", '((((', '"'],
  json: ['$', '$.*', '$[*]', '$.a ? (@ == 1)', 'a.b.c', '/a/b', '/~0/~1', '#/a', '{"a":1}', '{"$gt":""}', '[]', 'null', 'true', '{}', '"', '\\u0027', '\\u0000', '__proto__', 'constructor', 'toString'],
  header: ['a\r\nX-Injected: 1', 'a\nX-Injected: 1', 'a\rX-Injected: 1', 'a%0d%0aX-Injected: 1', 'a\u2028X-Injected: 1', 'a嘊嘍X-Injected: 1', 'attachment; filename="x.exe"', 'x"; filename="y', "UTF-8''%0d%0a"],
  log: ['%n%n%n%n', '%s%s%s%s', '%x%x', '{"level":"error","event":"forged"}', '","event":"forged","x":"', '\n{"level":"error","event":"forged"}', '\u001b[2J\u001b[31m', '\b\b\b\b', '\u0085forged', '\u2029forged', '$(id)', '`id`', '; id', '| id', '&& id', '${jndi:ldap://127.0.0.1:1/a}'],
  path: ['../../../../etc/passwd', '..\\..\\..\\windows\\win.ini', '/etc/passwd', '....//....//etc/passwd', '..%2f..%2fetc%2fpasswd', '%2e%2e/', '..;/', 'file:///etc/passwd', 'C:\\x', '\\\\127.0.0.1\\x', 'con', 'nul.txt', '.', '..', './x', 'x/', '~root', 'x\u0000.csv', 'a/b', 'http://127.0.0.1:1/', '//127.0.0.1:1/', 'javascript:alert(1)'],
  formula: ['=1+1', '+1+1', '-1+1', '@SUM(1)', '\t=1+1', '\r=1+1', '\n=1+1', ' =1+1', "=cmd|' /C calc'!A0", '=HYPERLINK("http://127.0.0.1:1/","x")', '=IMPORTXML("http://127.0.0.1:1/","/")', '＝1+1', '＋1', '－1', '＠SUM(1)', '"=1+1"', ';=1+1', ',=1+1', "'=1+1", '=', '-', '+84 260', '-@x'],
  page: ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onmouseover=alert(1) x='", '</title><script>alert(1)</script>', '<svg onload=alert(1)>', '&lt;script&gt;', ']]><x/>', '<!--', '<![CDATA[x]]>', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>&b;', '{{7*7}}', '${7*7}', '#{7*7}', '<%= 7*7 %>'],
  unicode: [
    '\u202egnp.exe', 'a\u2066b\u2069', '\u200f', '\u061c', 'a\u200bb', 'a\u200cb', 'a\u200db', 'a\u2060b', '\ufeffa', 'a\u00adb', '\u{e0041}', '\ufffe', '\uffff', '\ufdd0', '\u{1ffff}', '\ud800', '\udc00a',
    'e\u0302\u0323', 'ê\u0323', 'ệ', 'Đoàn Kê\u0301t', 'Кon Tum', 'Ｋｏｎ Ｔｕｍ', 'ᏦᎾᏁ', 'ﬁ', 'Å', 'a' + '\u0301'.repeat(200), '\u{1f468}\u200d\u{1f469}', '\u0000', 'a\u0000b', '\u007f', '\u0080', '\u00a0', '\u3000', '\u115f', 'İ', 'ı', 'ß', 'ſ', 'ǅ',
  ],
  size: ['x'.repeat(256), 'x'.repeat(5000), 'ữ'.repeat(3000), ' '.repeat(300), "'".repeat(300), '('.repeat(300), '\\'.repeat(301), '%25'.repeat(100), '9'.repeat(400)],
};

export const texts = Object.entries(corpus).flatMap(([kind, list]) => list.map((text) => ({ kind, text })));
