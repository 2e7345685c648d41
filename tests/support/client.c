/* client.c: calls the service under test over HTTP, keeps what it answered, and records the exchange. The service's
 * address and the folders come from the environment that with-service sets. */
#include "support/client.h"

#include "support/canaries.h"

#include <criterion/abort.h>
#include <criterion/event.h>
#include <ctype.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const verb_names[] = {
    [GET] = "GET",     [HEAD] = "HEAD",     [POST] = "POST",       [PUT] = "PUT",
    [PATCH] = "PATCH", [DELETE] = "DELETE", [OPTIONS] = "OPTIONS",
};

/* ---- failing, and memory that lives as long as the test ---- */

/* Keeps a pointer until the process ends, so that the leak sanitizer knows it is meant. */
static void *kept(void *pointer)
{
    static struct keeper {
        struct keeper *next;
        void *pointer;
    } * all;
    struct keeper *keeper = malloc(sizeof *keeper);
    if (!keeper || !pointer)
        abort();
    *keeper = (struct keeper){.next = all, .pointer = pointer};
    all = keeper;
    return pointer;
}

__attribute__((noreturn, format(printf, 3, 4))) static void fail(const char *file, int line, const char *format, ...)
{
    char *message = NULL;
    va_list values;
    va_start(values, format);
    if (vasprintf(&message, format, values) < 0)
        abort();
    va_end(values);
    struct criterion_assert_stats failure = {.message = kept(message), .line = (unsigned)line, .file = file};
    criterion_send_assert(&failure);
    criterion_abort_test();
    abort();
}

#define broken(...) fail(__FILE__, __LINE__, __VA_ARGS__)

static const char *formatted(const char *format, va_list values)
{
    char *result;
    if (vasprintf(&result, format, values) < 0)
        abort();
    return kept(result);
}

const char *at(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    const char *result = formatted(format, values);
    va_end(values);
    return result;
}

const char *body(const char *format, ...)
{
    char *quoted = kept(strdup(format));
    for (char *c = quoted; *c; c++)
        if (*c == '\'')
            *c = '"';
    va_list values;
    va_start(values, format);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    const char *result = formatted(quoted, values);
#pragma GCC diagnostic pop
    va_end(values);
    return result;
}

const char *encoded(const char *plain)
{
    char *result = kept(malloc(3 * strlen(plain) + 1)), *end = result;
    for (; *plain; plain++)
        end +=
            isalnum((unsigned char)*plain) ? sprintf(end, "%c", *plain) : sprintf(end, "%%%02X", (unsigned char)*plain);
    *end = '\0';
    return result;
}

static const char *setting(const char *name)
{
    const char *value = getenv(name);
    if (!value)
        broken("%s is not set: start this program by `tests/run api NAME`", name);
    return value;
}

/* ---- one exchange ---- */

struct bytes {
    char *start;
    size_t length, room;
};

static size_t collect(char *data, size_t size, size_t number_of, void *state)
{
    struct bytes *bytes = state;
    size_t needed = bytes->length + size * number_of + 1;
    if (needed > bytes->room) {
        bytes->room = needed > 2 * bytes->room ? needed : 2 * bytes->room;
        bytes->start = realloc(bytes->start, bytes->room);
    }
    if (!bytes->start)
        abort();
    memcpy(bytes->start + bytes->length, data, size * number_of);
    bytes->length = needed - 1;
    bytes->start[bytes->length] = '\0';
    return size * number_of;
}

static const char *url_of(const char *path)
{
    static const char *const outside[] = {"/api/",    "/livez",       "/readyz", "/docs",
                                          "/openapi", "/.well-known", "/metrics"};
    const char *service = setting("TEST_URL");
    if (strcmp(path, "/") == 0 || strncmp(path, "/?", 2) == 0)
        return at("%s%s", service, path);
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        if (strncmp(path, outside[i], strlen(outside[i])) == 0)
            return at("%s%s", service, path);
    return at("%s/api/v1%s", service, path);
}

static struct curl_slist *add(struct curl_slist *list, const char *name, const char *value)
{
    return value ? curl_slist_append(list, at("%s: %s", name, value)) : list;
}

static struct curl_slist *headers_of(struct call call)
{
    const char *token = call.account ? token_of(call.account) : call.token;
    const char *type = call.type;
    if (!type && call.json)
        type = call.verb == PATCH ? "application/merge-patch+json" : "application/json";
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    if (token)
        list = add(list, "Authorization", at("Bearer %s", token));
    if (!call.upload)
        list = curl_slist_append(list, type ? at("Content-Type: %s", type) : "Content-Type:");
    list = add(list, "If-Match", call.if_match);
    list = add(list, "Accept", call.accept);
    list = add(list, "Accept-Language", call.language);
    list = add(list, "Idempotency-Key", call.key);
    for (size_t i = 0; i < 8 && call.headers[i]; i++)
        list = curl_slist_append(list, call.headers[i]);
    return list;
}

static curl_mime *parts_of(CURL *curl, struct call call)
{
    curl_mime *parts = curl_mime_init(curl);
    curl_mimepart *part = curl_mime_addpart(parts);
    curl_mime_name(part, "file");
    curl_mime_filedata(part, call.upload);
    if (call.upload_type)
        curl_mime_type(part, call.upload_type);
    for (size_t i = 0; i < 8 && call.fields[i]; i++) {
        char *name = kept(strdup(call.fields[i])), *value = strchr(name, '=');
        *value++ = '\0';
        part = curl_mime_addpart(parts);
        curl_mime_name(part, name);
        curl_mime_data(part, value, CURL_ZERO_TERMINATED);
    }
    return parts;
}

static const char *plain_type(CURL *curl)
{
    char *type = NULL;
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    char *copy = kept(strdup(type ? type : ""));
    copy[strcspn(copy, "; ")] = '\0';
    return copy;
}

/* One line of build/…/exchanges/NAME.ndjson, for check.mjs. Bytes that are no text travel as null. */
static void record(struct answer answer)
{
    json_t *text_of_body = strstr(answer.type, "json") ? json_string(answer.body) : NULL;
    bool minimal = false;
    for (size_t i = 0; i < 8 && answer.call.headers[i]; i++)
        minimal = minimal || strcasestr(answer.call.headers[i], "return=minimal");
    json_t *line = json_pack(
        "{s:s, s:s, s:s, s:s, s:i, s:s, s:i, s:b, s:o}", "program", setting("TEST_NAME"), "test",
        criterion_current_test ? criterion_current_test->name : "", "method", verb_names[answer.call.verb], "path",
        url_of(answer.call.path) + strlen(setting("TEST_URL")), "status", answer.status, "type", answer.type, "length",
        (int)answer.length, "minimal", minimal, "body", text_of_body ? text_of_body : json_null());
    char *written = line ? json_dumps(line, JSON_COMPACT) : NULL;
    if (!written)
        broken("the exchange cannot be recorded: is its body UTF-8?");
    int file =
        open(at("%s/%s.ndjson", setting("TEST_EXCHANGES"), setting("TEST_NAME")), O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (file < 0 || dprintf(file, "%s\n", written) < 0)
        broken("no exchange can be recorded in %s", setting("TEST_EXCHANGES"));
    close(file);
    free(written);
    json_decref(line);
}

__attribute__((noreturn)) static void unfit(const char *file, int line, struct answer answer, const char *what)
{
    fail(file, line, "%s %s as %s: %s\n%d %s\n%.3000s", verb_names[answer.call.verb], answer.call.path,
         answer.call.account ? answer.call.account : "nobody", what, answer.status, answer.type, answer.body);
}

static void set_body(CURL *curl, struct call call)
{
    const char *content = call.json ? call.json : call.raw;
    if (!content && (call.verb == POST || call.verb == PUT || call.verb == PATCH))
        content = "";
    if (!content || call.upload)
        return;
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, content);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                     (curl_off_t)(call.raw && call.raw_length ? call.raw_length : strlen(content)));
}

static struct answer sent_once(struct call call)
{
    static CURL *curl;
    static pid_t owner; /* a process that was forked has a connection of its own */
    struct bytes received = {0}, head = {0};
    struct curl_slist *headers = headers_of(call); /* may sign in, by a call of its own */
    if (owner != getpid())
        curl = curl_easy_init();
    owner = getpid();
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, url_of(call.path));
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &received);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &head);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_mime *parts = call.upload ? parts_of(curl, call) : NULL;
    if (parts)
        curl_easy_setopt(curl, CURLOPT_MIMEPOST, parts);
    set_body(curl, call);
    if (call.verb == HEAD)
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    else
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, verb_names[call.verb]);

    CURLcode outcome = curl_easy_perform(curl);
    curl_slist_free_all(headers);
    curl_mime_free(parts);
    if (outcome != CURLE_OK)
        broken("%s %s: %s", verb_names[call.verb], call.path, curl_easy_strerror(outcome));

    long status;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    struct answer answer = {
        .call = call,
        .status = (int)status,
        .type = plain_type(curl),
        .headers = head.start ? kept(head.start) : "",
        .body = received.start ? kept(received.start) : "",
        .length = received.length,
    };
    if (received.start && strstr(answer.type, "json") && !strstr(answer.type, "ndjson"))
        answer.document = json_loadb(answer.body, answer.length, JSON_DECODE_ANY, NULL);
    if (answer.document)
        kept(answer.document);
    return answer;
}

/* A service that has too much to do says so, and that nothing was saved: a test, as any client, comes again. */
static bool wants_patience(struct answer answer)
{
    const char *code = json_string_value(json_object_get(answer.document, "code"));
    return answer.status == 503 && code && (strcmp(code, "busy") == 0 || strcmp(code, "too_slow") == 0);
}

struct answer client_call(struct call call)
{
    struct answer answer = sent_once(call);
    for (int again = 0; again < 20 && wants_patience(answer); again++) {
        usleep(500 * 1000);
        answer = sent_once(call);
    }
    if (canaries_are_awaited) /* what a broken wall lets through need not be as the contract says */
        return answer;
    record(answer);
    const char *foreign = canary_in(answer);
    if (foreign)
        unfit(__FILE__, __LINE__, answer, at("holds %s, a word of a row that this unit may not read", foreign));
    return answer;
}

/* ---- signing in ---- */

/* Kept in a file, because every test is a process of its own and a password is slow to check. */
const char *token_of(const char *account)
{
    const char *path = at("%s/%s", setting("TEST_TOKENS"), account);
    FILE *file = fopen(path, "r");
    char token[8192] = "";
    if (file) {
        size_t length = fread(token, 1, sizeof token - 1, file);
        fclose(file);
        token[length] = '\0';
        return kept(strdup(token));
    }
    struct answer answer =
        nobody(POST, "/auth/tokens", .json = body("{'username': '%s', 'password': 'thidua-demo'}", account));
    if (answer.status < 200 || answer.status > 299)
        broken("%s cannot sign in: %d %s", account, answer.status, answer.body);
    const char *fresh = text(answer, "access_token");
    file = fopen(path, "w");
    if (!file || fputs(fresh, file) < 0)
        broken("%s cannot be written", path);
    fclose(file);
    return fresh;
}

/* ---- changing what has a version ---- */

static const char *version_of(const char *account, const char *thing)
{
    char *path = kept(strdup(thing));
    path[strcspn(path, "?")] = '\0';
    struct answer found = as(account, GET, path);
    if (found.status != 200)
        broken("%s, to be changed by %s: %d %s", path, account, found.status, found.body);
    return etag(found);
}

struct answer move(const char *account, const char *thing, const char *to)
{
    return move_with(account, thing, body("{'to': '%s'}", to));
}

struct answer move_with(const char *account, const char *thing, const char *json)
{
    return as(account, POST, at("%s/moves", thing), .json = json, .if_match = version_of(account, thing));
}

struct answer patch(const char *account, const char *thing, const char *json)
{
    return as(account, PATCH, thing, .json = json, .if_match = version_of(account, thing));
}

/* What every change, and time, changes. */
static json_t *lasting(struct answer answer)
{
    json_t *document = json_deep_copy(answer.document);
    for (const char *const *name = (const char *const[]){"version", "changed_at", "allowed_actions", NULL}; *name;
         name++)
        json_object_del(document, *name);
    return document;
}

void client_expect_taken_back(const char *file, int line, const char *account, enum verb verb, const char *thing)
{
    struct answer before = as(account, GET, thing);
    struct answer taken = as(account, verb, thing, .json = before.body, .if_match = etag(before));
    client_expect_status(file, line, taken, 200);
    json_auto_t *had = lasting(before), *has = lasting(as(account, GET, thing));
    if (!json_equal(had, has))
        unfit(file, line, taken, at("%s is another after it was sent back unchanged: %s", thing, before.body));
}

struct answer put(const char *account, const char *thing, const char *json)
{
    return as(account, PUT, thing, .json = json, .if_match = version_of(account, thing));
}

struct answer withdraw(const char *account, const char *thing)
{
    return as(account, DELETE, thing, .if_match = version_of(account, thing));
}

/* ---- reading ---- */

json_t *within(json_t *value, const char *path)
{
    char *rest = kept(strdup(path)), *name;
    while (value && (name = strsep(&rest, ".")))
        value = json_is_array(value) ? json_array_get(value, strtoul(name, NULL, 10)) : json_object_get(value, name);
    return value;
}

json_t *json(struct answer answer, const char *path)
{
    return within(answer.document, path);
}

static json_t *found(struct answer answer, const char *path, bool fits, const char *kind)
{
    if (!fits)
        unfit(__FILE__, __LINE__, answer, at("there is no %s at %s", kind, path));
    return json(answer, path);
}

const char *text(struct answer answer, const char *path)
{
    return json_string_value(found(answer, path, json_is_string(json(answer, path)), "text"));
}

double number(struct answer answer, const char *path)
{
    return json_number_value(found(answer, path, json_is_number(json(answer, path)), "number"));
}

size_t count(struct answer answer, const char *path)
{
    return json_array_size(found(answer, path, json_is_array(json(answer, path)), "array"));
}

const char *header(struct answer answer, const char *name)
{
    for (const char *line = answer.headers; line && *line; line = strchr(line, '\n'), line = line ? line + 1 : NULL) {
        size_t length = strlen(name);
        if (strncasecmp(line, name, length) != 0 || line[length] != ':')
            continue;
        const char *value = line + length + 1 + strspn(line + length + 1, " \t");
        return at("%.*s", (int)strcspn(value, "\r\n"), value);
    }
    return NULL;
}

const char *etag(struct answer answer)
{
    const char *value = header(answer, "ETag");
    if (!value)
        unfit(__FILE__, __LINE__, answer, "there is no ETag");
    return value;
}

json_t *item(struct answer answer, const char *path, const char *name, const char *value)
{
    size_t index;
    json_t *each;
    json_array_foreach(json(answer, path), index, each) {
        const char *held = json_string_value(within(each, name));
        if (held && strcmp(held, value) == 0)
            return each;
    }
    return NULL;
}

/* What changes tables meets what the service does by itself: PostgreSQL ends one of the two, and nothing of it was
 * done. */
static PGresult *executed(PGconn *connection, const char *sql)
{
    for (int again = 0;; again++) {
        PGresult *result = PQexec(connection, sql);
        const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        if (again == 20 || !state || strcmp(state, "40P01") != 0)
            return result;
        PQclear(result);
        usleep(200 * 1000);
    }
}

const char *database(const char *sql_format, ...)
{
    static PGconn *connection;
    if (!connection)
        connection = PQconnectdb(setting("TEST_DATABASE"));
    va_list values;
    va_start(values, sql_format);
    const char *sql = formatted(sql_format, values);
    va_end(values);
    PGresult *result = executed(connection, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        broken("%s\n%s", sql, PQerrorMessage(connection));
    char *value = kept(strdup(PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : ""));
    PQclear(result);
    return value;
}

/* ---- expecting ---- */

void client_expect_status(const char *file, int line, struct answer answer, int wanted)
{
    if (answer.status != wanted)
        unfit(file, line, answer, at("%d was expected", wanted));
}

void client_expect_problem(const char *file, int line, struct answer answer, int status, const char *code)
{
    const char *given = json_string_value(json(answer, "code"));
    if (answer.status != status || !given || strcmp(given, code) != 0)
        unfit(file, line, answer, at("%d %s was expected", status, code));
    if (strcmp(answer.type, "application/problem+json") != 0)
        unfit(file, line, answer, "a problem is application/problem+json");
}

void client_expect_fault(const char *file, int line, struct answer answer, const char *pointer, const char *code)
{
    size_t index;
    json_t *fault;
    json_array_foreach(json(answer, "errors"), index, fault) {
        const char *place = json_string_value(json_object_get(fault, "pointer"));
        const char *given = json_string_value(json_object_get(fault, "code"));
        if (place && given && strcmp(place, pointer) == 0 && strcmp(given, code) == 0)
            return;
    }
    unfit(file, line, answer, at("the fault %s at %s was expected", code, pointer));
}

void client_expect_text(const char *file, int line, struct answer answer, const char *path, const char *wanted)
{
    const char *given = json_string_value(json(answer, path));
    if (!given || strcmp(given, wanted) != 0)
        unfit(file, line, answer, at("%s should read “%s”", path, wanted));
}

void client_expect_number(const char *file, int line, struct answer answer, const char *path, double wanted)
{
    json_t *given = json(answer, path);
    if (!json_is_number(given) || fabs(json_number_value(given) - wanted) > 1e-9 * fmax(1, fabs(wanted)))
        unfit(file, line, answer, at("%s should be %.15g", path, wanted));
}

void client_expect_count(const char *file, int line, struct answer answer, const char *path, size_t wanted)
{
    json_t *given = json(answer, path);
    if (!json_is_array(given) || json_array_size(given) != wanted)
        unfit(file, line, answer, at("%s should hold %zu, not %zu", path, wanted, json_array_size(given)));
}

void client_expect_boolean(const char *file, int line, struct answer answer, const char *path, bool wanted)
{
    json_t *given = json(answer, path);
    if (!json_is_boolean(given) || json_is_true(given) != wanted)
        unfit(file, line, answer, at("%s should be %s", path, wanted ? "true" : "false"));
}

void client_expect_null(const char *file, int line, struct answer answer, const char *path)
{
    if (!json_is_null(json(answer, path)))
        unfit(file, line, answer, at("%s should be null", path));
}

void client_expect_absent(const char *file, int line, struct answer answer, const char *path)
{
    if (json(answer, path))
        unfit(file, line, answer, at("%s should not be there", path));
}

void client_expect_header(const char *file, int line, struct answer answer, const char *name, const char *wanted)
{
    const char *given = header(answer, name);
    if (!given || strcmp(given, wanted) != 0)
        unfit(file, line, answer, at("the header %s should read “%s”, not “%s”", name, wanted, given ? given : ""));
}

void client_expect_in_body(const char *file, int line, struct answer answer, const char *part)
{
    if (!strstr(answer.body, part))
        unfit(file, line, answer, at("the body should hold “%s”", part));
}
