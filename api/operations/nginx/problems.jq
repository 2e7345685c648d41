# problems.jq: writes thidua-problems.conf, what nginx answers by itself, in the words of the contract.
# Usage: jq --raw-output --from-file api/operations/nginx/problems.jq build/openapi.json >api/operations/nginx/thidua-problems.conf
def methods: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
def told: [
    {status: 400, code: "request_not_readable", for: "400 416 495 496 497 501 505"},
    {status: 404, code: "not_found", for: "404"},
    {status: 405, code: "method_not_allowed", for: "405", params: {method: "$request_method", allowed: methods},
     headers: {Allow: methods}},
    {status: 413, code: "body_too_large", for: "413", params: {limit: 27262976}},
    {status: 414, code: "url_too_long", for: "414"},
    {status: 429, code: "too_many_requests", for: "429", params: {seconds: 1},
     headers: {"Retry-After": "1", "RateLimit-Policy": "'\"proxy\";q=100;w=1'", RateLimit: "'\"proxy\";r=0;t=1'"}},
    {status: 431, code: "headers_too_large", for: "494"},
    {status: 500, code: "internal_error", for: "500"},
    {status: 502, code: "service_unreachable", for: "502", headers: {"Retry-After": "1"}},
    {status: 503, code: "busy", for: "503", headers: {"Retry-After": "1"}},
    {status: 504, code: "answer_too_late", for: "504", headers: {"Retry-After": "5"}}
];

def filled($params): reduce ($params // {} | to_entries[]) as $one (.; gsub("{" + $one.key + "}"; $one.value | tostring));

def body($words; $language):
    . as $problem
    | {type: "/docs/problems/\(.code)", title: $words.title[$language], status: .status,
     detail: ($words.detail[$language] + " " + $words.remedy[$language] | filled($problem.params)), code: .code,
     instance: "urn:request:$thidua_request_id"}
    + (if .params then {params: .params} else {} end)
    | tojson | gsub("'"; "\\'");

.["x-problems"] as $problems
| "# thidua-problems.conf: what nginx answers by itself, in the words of the contract. Written by problems.jq; a test\n# compares. Stands beside thidua.conf, which includes it.",
  (told[] | . as $problem | $problems[.code] as $words
   | "\nerror_page \(.for)\(if .for == (.status | tostring) then "" else " =\(.status)" end) /.problem/\(.status);",
     "location = /.problem/\(.status) {",
     "    internal;",
     (if .status == 413 then "    client_max_body_size 0;" else empty end),
     "    default_type application/problem+json;",
     "    include thidua-headers.conf;",
     "    add_header Cache-Control no-store always;",
     "    add_header X-Request-Id $thidua_request_id always;",
     ({"Content-Security-Policy": "\"default-src 'none'; frame-ancestors 'none'\"", "X-Content-Type-Options": "nosniff"}
      + (.headers // {} | map_values(if test(" ") then "\"\(.)\"" else . end))
      | to_entries[] | "    add_header \(.key) \(.value) always;"),
     "    if ($thidua_language = en) {",
     "        return \(.status) '\($problem | body($words; "en"))';",
     "    }",
     "    return \(.status) '\($problem | body($words; "vi"))';",
     "}")
